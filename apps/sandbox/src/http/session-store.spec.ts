import { sessionIdIn, SessionStore } from './session-store.js';

test('an old id lives on for the grace, no longer', () => {
  let now = 0;
  const sessions = new SessionStore(19, { now: () => now });
  const first = sessions.open(2);
  const second = sessions.rotate(first, 2, 120_000);
  expect([sessions.uidOf(first), sessions.uidOf(second)]).toEqual([2, 2]);
  now = 120_000;
  expect([sessions.uidOf(first), sessions.uidOf(second)]).toEqual([undefined, 2]);
});

test('the cookie among others', () => {
  expect(sessionIdIn('tz=UTC; session_id=abc; frontend_lang=en_US')).toBe('abc');
  expect(sessionIdIn('other_session_id=abc')).toBe('');
  expect(sessionIdIn(undefined)).toBe('');
});
