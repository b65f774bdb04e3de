import { OdooUnavailable } from '#libs/contracts';
import { failureOf } from '../../../../test/fixtures/failure-of.js';
import { LoginGate } from './login-gate.js';
import { LoginPause } from './login-pause.js';

const PAUSE_MS = 60_000;
const refused = new OdooUnavailable('Refused.', { retryable: false });

describe('LoginGate', () => {
  let now: number;
  let sent: number;
  let gate: LoginGate;

  beforeEach(() => {
    now = 1_000_000;
    sent = 0;
    gate = new LoginGate({ loginPauseMs: PAUSE_MS, loginRefusals: 3 }, () => now);
  });

  /** A user that has not logged in yet. */
  const user = () => new LoginPause(PAUSE_MS, () => now, gate);
  const bad = async (): Promise<never> => {
    sent += 1;
    throw refused;
  };
  const good = async (): Promise<string> => {
    sent += 1;
    return 'in';
  };

  it('lets three of many users with wrong passwords out to Odoo, whether they come at once or one by one', async () => {
    await Promise.all(Array.from({ length: 20 }, () => failureOf(user().guard(bad))));
    expect(sent).toBe(3);
    for (let more = 0; more < 5; more += 1) await failureOf(user().guard(bad));
    expect(sent).toBe(3);
  });

  it('tells the others when to come again, and takes none of them for refused', async () => {
    for (let one = 0; one < 3; one += 1) await failureOf(user().guard(bad));
    now += 10_000;
    const late = user();
    expect(await failureOf(late.guard(good))).toMatchObject({
      code: 'odoo_unavailable',
      retryable: true,
      retryAfterSeconds: 50,
    });
    now += 50_000;
    expect(await late.guard(good)).toBe('in');
  });

  it('lets many with right passwords in, a few at a time', async () => {
    let trying = 0;
    let most = 0;
    const slow = async (): Promise<string> => {
      most = Math.max(most, (trying += 1));
      await new Promise(setImmediate);
      trying -= 1;
      return 'in';
    };
    expect(await Promise.all(Array.from({ length: 12 }, () => user().guard(slow)))).toHaveLength(12);
    expect(most).toBe(3);
  });

  it('keeps nobody out who has logged in before', async () => {
    const known = user();
    await known.guard(good);
    for (let one = 0; one < 3; one += 1) await failureOf(user().guard(bad));
    expect(await known.guard(good)).toBe('in');
  });

  it('counts the refusal of one who had logged in before', async () => {
    const known = user();
    await known.guard(good);
    await failureOf(known.guard(bad));
    for (let one = 0; one < 4; one += 1) await failureOf(user().guard(bad));
    expect(sent).toBe(4);
  });

  it('counts no failure that is none of the password', async () => {
    const away = new OdooUnavailable('Away.');
    for (let one = 0; one < 5; one += 1) {
      expect(await failureOf(user().guard(() => Promise.reject(away)))).toBe(away);
    }
    expect(await user().guard(good)).toBe('in');
  });
});
