import type { Principal, StateSigner } from '#libs/contracts';
import { principal } from '../../../../test/fixtures/principals.js';
import { SessionIds } from './session-ids.js';

const OPENING = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
const KEPT_OF_ONE_CALLER = 64;

describe('SessionIds', () => {
  let asked: string[];
  let ids: SessionIds;

  beforeEach(() => {
    asked = [];
    const signer: Pick<StateSigner, 'seal' | 'open'> = {
      seal: (purpose, state) => JSON.stringify([purpose, state]),
      open: (purpose, token) => {
        asked.push(token);
        const [sealedFor, state] = JSON.parse(token) as [string, unknown];
        return sealedFor === purpose ? state : undefined;
      },
    };
    ids = new SessionIds(signer as StateSigner, () => 0);
  });

  it('opens the seal of an id once, and says the same of it every time', () => {
    const anne = principal('readonly', {}, 'anne');
    const terms = ids.issue(anne, OPENING);
    expect([ids.read(anne, terms.id), ids.read(anne, terms.id)]).toEqual([terms, terms]);
    expect(asked).toEqual([terms.id]);
  });

  it('tells nobody else of it, whoever has read it before', () => {
    const [anne, bert] = ['anne', 'bert'].map((id) => principal('readonly', {}, id)) as [Principal, Principal];
    const { id } = ids.issue(anne, OPENING);
    ids.read(anne, id);
    expect([ids.read(bert, id), ids.read(bert, id)]).toEqual([undefined, undefined]);
    expect(asked).toHaveLength(3);
  });

  it('opens it again where a caller has many', () => {
    const anne = principal('readonly', {}, 'anne');
    const first = ids.issue(anne, OPENING);
    const others = Array.from({ length: KEPT_OF_ONE_CALLER }, () => ids.issue(anne, OPENING));
    for (const { id } of [first, ...others]) ids.read(anne, id);
    expect(ids.read(anne, first.id)).toEqual(first);
    expect(asked.filter((id) => id === first.id)).toHaveLength(2);
  });
});
