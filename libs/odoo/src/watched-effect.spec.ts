import { watchedEffect } from './watched-effect.js';

describe('what a call is taken for', () => {
  it.each([
    ['search_read', true, 'read'],
    ['unlink', false, 'delete'],
    ['create', false, 'change'],
    ['write', false, 'change'],
    ['copy', false, 'change'],
    ['action_confirm', false, 'unknown'],
    ['search_read', false, 'unknown'],
  ])('%s, known to read: %s, is %s', (method, readsOnly, effect) => {
    expect(watchedEffect({ method }, { readsOnly })).toBe(effect);
  });
});
