import { faultOf, smallDatabase } from '../fixtures/small-database.js';
import { Authenticator } from './authenticator.js';

const HERE = '127.0.0.1';

function stage() {
  let now = 1_000_000;
  const authenticator = new Authenticator(smallDatabase(19, 10).database, { now: () => now });
  return {
    authenticator,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    refusal: (password: string, address = HERE) =>
      faultOf(() => authenticator.byPassword('admin', password, address))[1],
  };
}

test('five wrong passwords close the door to that address for a minute', () => {
  const { authenticator, pass, refusal } = stage();
  for (let attempt = 0; attempt < 5; attempt += 1) expect(refusal('wrong')).toBe('Access Denied');
  expect(refusal('admin')).toMatch(/^Too many login failures/);
  expect(authenticator.byPassword('admin', 'admin', '10.0.0.1').uid).toBe(2);
  pass(59_999);
  expect(refusal('admin')).toMatch(/^Too many login failures/);
  pass(1);
  expect(authenticator.byPassword('admin', 'admin', HERE).uid).toBe(2);
  expect(refusal('wrong')).toBe('Access Denied');
});

test('after the pause one more wrong password closes it again', () => {
  const { pass, refusal } = stage();
  for (let attempt = 0; attempt < 5; attempt += 1) refusal('wrong');
  pass(60_000);
  expect(refusal('wrong')).toBe('Access Denied');
  expect(refusal('admin')).toMatch(/^Too many login failures/);
});

test('a login in between starts the count anew', () => {
  const { authenticator, refusal } = stage();
  for (let attempt = 0; attempt < 4; attempt += 1) refusal('wrong');
  authenticator.byPassword('admin', 'admin', HERE);
  for (let attempt = 0; attempt < 4; attempt += 1) refusal('wrong');
  expect(authenticator.byPassword('admin', 'admin', HERE).uid).toBe(2);
});

test('who gets in with what', () => {
  const { authenticator } = stage();
  expect(authenticator.byPasswordOrKey({ login: 'demo' }, 'demo', HERE).uid).toBe(5);
  expect(authenticator.byPasswordOrKey({ login: 'demo' }, 'sandbox-demo-key', HERE).uid).toBe(5);
  expect(authenticator.byPasswordOrKey({ uid: 8 }, 'sandbox-totp-key', HERE).login).toBe('totp');
  expect(faultOf(() => authenticator.byPasswordOrKey({ uid: 8 }, 'totp', HERE))[0]).toBe(
    'odoo.exceptions.AccessDenied',
  );
  expect(faultOf(() => authenticator.byPassword('__system__', '', HERE))[0]).toBe('odoo.exceptions.AccessDenied');
  expect(authenticator.byKey('sandbox-admin-key')?.login).toBe('admin');
  expect(authenticator.byKey('')).toBeUndefined();
});
