import { type Access, accessesOf, type Mode, modeAllows } from './access.js';

describe('modes', () => {
  it.each<[Mode, Access, boolean]>([
    ['readonly', 'read', true],
    ['readonly', 'execute', true],
    ['readonly', 'write', false],
    ['readonly', 'delete', false],
    ['readwrite', 'read', true],
    ['readwrite', 'execute', true],
    ['readwrite', 'write', true],
    ['readwrite', 'delete', true],
  ])('%s and %s: %p', (mode, access, allowed) => {
    expect(modeAllows(mode, access)).toBe(allowed);
    expect(accessesOf(mode).includes(access)).toBe(allowed);
  });
});
