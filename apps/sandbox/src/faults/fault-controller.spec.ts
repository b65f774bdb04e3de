import { FaultController } from './fault-controller.js';

const READ = { path: '/web/dataset/call_kw/x', model: 'res.partner', method: 'read' };
const WRITE = { ...READ, method: 'write' };
const LOGIN = { path: '/web/session/authenticate', method: 'authenticate' };

test('nothing set, nothing wrong', () => {
  const faults = new FaultController();
  expect([faults.take(READ), faults.takeExpiry(READ), faults.takeRotation(READ)]).toEqual([
    undefined,
    false,
    undefined,
  ]);
});

test('a fault lasts until it is cleared, or as many times as it says', () => {
  const faults = new FaultController();
  faults.set({ answer: 'html' });
  expect([faults.take(READ), faults.take(LOGIN)]).toMatchObject([{ answer: 'html' }, { answer: 'html' }]);
  faults.set({ latencyMs: 5, times: 2 });
  expect([faults.take(READ), faults.take(READ), faults.take(READ)].map((one) => one?.latencyMs)).toEqual([
    5,
    5,
    undefined,
  ]);
  faults.set({ answer: 'html' });
  faults.clear();
  expect(faults.take(READ)).toBeUndefined();
});

test('a match has to fit in all it names; paths by their beginning', () => {
  const faults = new FaultController();
  faults.set({ answer: 'reset', match: { model: 'res.partner', method: 'write' } });
  expect([faults.take(READ), faults.take(LOGIN)]).toEqual([undefined, undefined]);
  expect(faults.take(WRITE)).toMatchObject({ answer: 'reset' });
  faults.set({ answer: 'reset', match: { path: '/web/session' } });
  expect([faults.take(READ)?.answer, faults.take(LOGIN)?.answer]).toEqual([undefined, 'reset']);
});

test('the first that fits and is not used up acts', () => {
  const faults = new FaultController();
  faults.set({ answer: 'html', times: 1 }, { answer: 'http-502' });
  expect([faults.take(READ)?.answer, faults.take(READ)?.answer]).toEqual(['html', 'http-502']);
});

test('sessions expire once, or as often as asked; rotation goes on until cleared', () => {
  const faults = new FaultController();
  faults.set({ expireSessions: true });
  expect([faults.takeExpiry(READ), faults.takeExpiry(READ)]).toEqual([true, false]);
  faults.set({ expireSessions: 2, rotateSessions: true, rotationGraceMs: 9 });
  expect([faults.takeExpiry(READ), faults.takeExpiry(READ), faults.takeExpiry(READ)]).toEqual([true, true, false]);
  expect([faults.takeRotation(READ), faults.takeRotation(READ)]).toEqual([{ graceMs: 9 }, { graceMs: 9 }]);
  expect(faults.take(READ)).toBeUndefined();
});

test('what is left can be seen', () => {
  const faults = new FaultController();
  faults.set({ answer: 'html', times: 3, expireSessions: true });
  faults.take(READ);
  faults.takeExpiry(READ);
  expect(faults.current).toEqual([{ answer: 'html', times: 2, expireSessions: 0 }]);
});
