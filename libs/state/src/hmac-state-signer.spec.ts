import { HmacStateSigner } from './hmac-state-signer.js';

const signer = new HmacStateSigner('the-secret-of-this-gateway');
const state = { offset: 50, of: 'res.partner' };

describe('a sealed state', () => {
  it('comes back as it went, on any replica with the same secret', () => {
    const token = signer.seal('cursor', state);
    expect(new HmacStateSigner('the-secret-of-this-gateway').open('cursor', token)).toEqual(state);
    expect(token).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['another purpose', signer.seal('confirmation', state)],
    ['another secret', new HmacStateSigner('another-secret').seal('cursor', state)],
    ['nothing', ''],
    ['rubbish', 'not a token at all'],
    ['a seal without a state', signer.seal('cursor', state).slice(0, 21)],
    ['a token with something after it', `${signer.seal('cursor', state)}=`],
  ])('is not taken from %s', (_what, token) => {
    expect(signer.open('cursor', token)).toBeUndefined();
  });

  it('is not taken after a change of any one character', () => {
    const token = signer.seal('cursor', state);
    for (let index = 0; index < token.length; index += 1) {
      const other = token[index] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, index) + other + token.slice(index + 1);
      expect(signer.open('cursor', changed)).toBeUndefined();
    }
  });
});

describe('a digest of a state', () => {
  it('is the same for equal states, on any replica with the same secret', () => {
    const digest = signer.digest('place', state);
    expect(new HmacStateSigner('the-secret-of-this-gateway').digest('place', { of: 'res.partner', offset: 50 })).toBe(
      digest,
    );
    expect(digest).toMatch(/^[\w-]{43}$/);
  });

  it('is another for anything else', () => {
    const others = [
      signer.digest('other', state),
      signer.digest('place', { ...state, offset: 51 }),
      signer.digest('place', undefined),
      new HmacStateSigner('another-secret').digest('place', state),
    ];
    expect(new Set([signer.digest('place', state), ...others]).size).toBe(5);
  });
});
