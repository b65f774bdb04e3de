import { InvalidArguments } from '#libs/contracts';
import { creditIn, notificationOf, opensStream, streamNotice, streamRequest } from './stream-messages.js';

const MOST = 20;

const search = { name: 'odoo_search', arguments: { model: 'res.partner' } };

describe('opensStream', () => {
  it.each([
    [{ method: 'tools/stream' }, true],
    [{ method: 'tools/stream', jsonrpc: '2.0' }, true],
    [{ method: 'tools/stream', jsonrpc: '1.0' }, false],
    [{ method: 'tools/stream', jsonrpc: null }, false],
    [{ method: 'tools/call' }, false],
    [{}, false],
  ])('tells of %j: %s', (message, opens) => {
    expect(opensStream(message)).toBe(opens);
  });
});

describe('streamRequest', () => {
  it('reads all that a client may say', () => {
    expect(streamRequest({ params: { ...search, credit: 3, cursor: 'c' } }, MOST)).toEqual({
      tool: 'odoo_search',
      arguments: search.arguments,
      credit: 3,
      cursor: 'c',
    });
  });

  it('begins with a few chunks where the client does not say how many, and never with more than may be', () => {
    expect(streamRequest({ params: search }, MOST)).toMatchObject({ credit: 8, cursor: undefined });
    expect(streamRequest({ params: search }, 2)).toMatchObject({ credit: 2 });
  });

  it.each<[string, unknown]>([
    ['no params', undefined],
    ['params that are null', null],
    ['a list', [search]],
    ['no tool', {}],
    ['a tool that is no text', { name: 7 }],
    ['a cursor that is no text', { ...search, cursor: 7 }],
    ['a cursor that is null', { ...search, cursor: null }],
    ['no credit at all', { ...search, credit: 0 }],
    ['a credit that is null', { ...search, credit: null }],
  ])('refuses %s', (_what, params) => {
    expect(() => streamRequest({ params }, MOST)).toThrow(InvalidArguments);
  });
});

describe('creditIn', () => {
  it.each([[1], [MOST]])('grants %d', (credit) => {
    expect(creditIn(credit, MOST)).toBe(credit);
  });

  it.each([[0], [-1], [1.5], ['4'], [null], [undefined], [true], [[4]], [{}], [Number.NaN], [1e308], [MOST + 1]])(
    'refuses %p',
    (credit) => {
      expect(() => creditIn(credit, MOST)).toThrow(InvalidArguments);
    },
  );
});

describe('streamNotice', () => {
  it.each<[object, object]>([
    [
      { method: 'stream/credit', params: { id: '1', credit: 4 } },
      { kind: 'grant', id: '1', credit: 4 },
    ],
    [
      { method: 'stream/cancel', params: { id: 1 } },
      { kind: 'cancel', id: 1 },
    ],
    [
      { method: 'notifications/cancelled', params: { requestId: 1 } },
      { kind: 'cancel', id: 1 },
    ],
    [{ method: 'stream/credit' }, { kind: 'grant', id: undefined, credit: undefined }],
    [
      { method: 'stream/cancel', params: null },
      { kind: 'cancel', id: undefined },
    ],
  ])('reads %j, with jsonrpc and without', (message, notice) => {
    expect(streamNotice({ ...message })).toEqual(notice);
    expect(streamNotice({ ...message, jsonrpc: '2.0' })).toEqual(notice);
  });

  it.each([
    [{ method: 'stream/credit', params: { id: 1, credit: 4 }, id: 2 }],
    [{ method: 'stream/credit', params: { id: 1, credit: 4 }, id: null }],
    [{ method: 'stream/credit', params: { id: 1, credit: 4 }, jsonrpc: '1.0' }],
    [{ method: 'stream/start', params: { id: 1 } }],
    [{ method: 'tools/call' }],
    [{}],
  ])('leaves %j alone', (message) => {
    expect(streamNotice(message)).toBeUndefined();
  });
});

describe('notificationOf', () => {
  const NOW = '2026-11-30T12:00:00.000Z';
  const tell = (event: Parameters<typeof notificationOf>[0], jsonrpc = false) =>
    notificationOf(event, { id: '1', jsonrpc }, NOW);

  it('tells of rows', () => {
    expect(tell({ type: 'start', tool: 'odoo_search', total: 2, columns: ['id'] })).toEqual({
      method: 'stream/start',
      params: { id: '1', tool: 'odoo_search', total: 2, columns: ['id'], timestamp: NOW },
    });
    const progress = { current: 1, total: 2 };
    expect(tell({ type: 'chunk', rows: [{ id: 7 }], progress, cursor: 'c' })).toEqual({
      method: 'stream/chunk',
      params: { id: '1', data: [{ id: 7 }], progress, cursor: 'c' },
    });
  });

  it('tells how far one thing has come, in the dialect that was asked in', () => {
    expect(tell({ type: 'progress', progress: { done: 1, total: 3, message: 'rows read' } }, true)).toEqual({
      jsonrpc: '2.0',
      method: 'stream/progress',
      params: { id: '1', progress: { current: 1, total: 3, message: 'rows read' } },
    });
  });
});
