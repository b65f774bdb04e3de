import { InvalidArguments, type Principal, type StateSigner } from '#libs/contracts';
import { openCursor, openStreamCursor, sealCursor, sealStreamCursor } from './cursor.js';

/** Opens what it sealed for that purpose, and nothing else. */
const signer: StateSigner = {
  seal: (purpose, state) => Buffer.from(JSON.stringify({ purpose, state })).toString('base64url'),
  digest: (purpose, state) => JSON.stringify({ purpose, state }),
  open(purpose, token) {
    try {
      const sealed = JSON.parse(Buffer.from(token, 'base64url').toString()) as { purpose: string; state: unknown };
      return sealed.purpose === purpose ? sealed.state : undefined;
    } catch {
      return undefined;
    }
  },
};

const caller = (id: string) => ({ signer, principal: { id } as Principal });
const question = ['odoo_search', 'res.partner', [['name', '=', 'canary']], undefined, 'name'];

describe('cursor', () => {
  it('goes on where it was made', () => {
    expect(openCursor(caller('a'), question, sealCursor(caller('a'), question, 50))).toBe(50);
  });

  it('says nothing of the question', () => {
    const cursor = sealCursor(caller('a'), question, 50);
    expect(Buffer.from(cursor, 'base64url').toString()).not.toMatch(/canary|partner/);
  });

  it.each<[string, string]>([
    ['another caller', sealCursor(caller('b'), question, 50)],
    ['another question', sealCursor(caller('a'), ['odoo_search', 'res.users', [], undefined, 'name'], 50)],
    ['another use', signer.seal('request-state', 50)],
    ['somebody who made it up', 'abc'],
    ['no question', signer.seal('cursor', 50)],
  ])('of %s is refused, and how to start again is told', (_of, cursor) => {
    expect(() => openCursor(caller('a'), question, cursor)).toThrow(InvalidArguments);
    expect(() => openCursor(caller('a'), question, cursor)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('start again without a cursor') }) as Error,
    );
  });
});

describe('the cursor of a stream', () => {
  const position = { sent: 5000, lastIds: [4711, 4710, 12] };

  it('goes on where it was made', () => {
    const cursor = sealStreamCursor(caller('a'), question, position);
    expect(openStreamCursor(caller('a'), question, cursor)).toEqual(position);
  });

  it.each<[string, string]>([
    ['another caller', sealStreamCursor(caller('b'), question, position)],
    ['another question', sealStreamCursor(caller('a'), ['stream', 'odoo_search', {}], position)],
    ['an answer', sealCursor(caller('a'), question, 50)],
    ['somebody who made it up', 'abc'],
  ])('of %s is refused', (_of, cursor) => {
    expect(() => openStreamCursor(caller('a'), question, cursor)).toThrow(InvalidArguments);
  });
});
