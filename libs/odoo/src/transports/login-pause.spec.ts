import { OdooUnavailable } from '#libs/contracts';
import { LoginGate } from './login-gate.js';
import { LoginPause } from './login-pause.js';

const refused = new OdooUnavailable('Refused.', { retryable: false });
const away = new OdooUnavailable('Away.');

describe('LoginPause', () => {
  let now = 0;
  let tries = 0;

  beforeEach(() => {
    now = 1000;
    tries = 0;
  });

  const failing = (error: Error) => async (): Promise<never> => {
    tries += 1;
    throw error;
  };

  it('gives the last refusal again, without a try, until the pause is over', async () => {
    const pause = new LoginPause(60, () => now, new LoginGate({ loginPauseMs: 60, loginRefusals: 3 }, () => now));
    await expect(pause.guard(failing(refused))).rejects.toBe(refused);
    now += 59;
    await expect(pause.guard(failing(away))).rejects.toBe(refused);
    expect(tries).toBe(1);
    now += 1;
    await expect(pause.guard(failing(away))).rejects.toBe(away);
    expect(tries).toBe(2);
  });

  it('starts anew at each refusal', async () => {
    const pause = new LoginPause(60, () => now, new LoginGate({ loginPauseMs: 60, loginRefusals: 3 }, () => now));
    await expect(pause.guard(failing(refused))).rejects.toBe(refused);
    now += 60;
    await expect(pause.guard(failing(refused))).rejects.toBe(refused);
    now += 59;
    await expect(pause.guard(failing(refused))).rejects.toBe(refused);
    expect(tries).toBe(2);
  });

  it.each([
    ['an Odoo that is away', away],
    ['anything else', new Error('x')],
  ])('does not pause for %s', async (_what, error) => {
    const pause = new LoginPause(60, () => now, new LoginGate({ loginPauseMs: 60, loginRefusals: 3 }, () => now));
    await expect(pause.guard(failing(error))).rejects.toBe(error);
    await expect(pause.guard(failing(error))).rejects.toBe(error);
    expect(tries).toBe(2);
  });

  it('does not pause at all with a pause of 0', async () => {
    const pause = new LoginPause(0, () => now, new LoginGate({ loginPauseMs: 0, loginRefusals: 3 }, () => now));
    await expect(pause.guard(failing(refused))).rejects.toBe(refused);
    expect(await pause.guard(async () => 'in')).toBe('in');
  });
});
