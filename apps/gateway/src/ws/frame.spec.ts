import { InvalidArguments } from '#libs/contracts';
import { isBare, readFrame, wantsAnswer } from './frame.js';

describe('readFrame', () => {
  it.each([['{"a":1}'], ['[]'], ['null'], ['7'], ['"text"']])('reads %s', (text) => {
    expect(readFrame(text, JSON.parse)).toEqual({ kind: 'json', value: JSON.parse(text) as unknown });
  });

  it.each([[''], ['{bad'], ['undefined']])('tells that %j is no JSON', (text) => {
    expect(readFrame(text, JSON.parse)).toEqual({ kind: 'malformed' });
  });

  it('hands a refusal of the parser on', () => {
    const error = new InvalidArguments('Too deep.');
    const refuse = (): never => {
      throw error;
    };
    expect(readFrame('[[[]]]', refuse)).toEqual({ kind: 'refused', error });
  });

  it.each([[Buffer.from('{}')], [new ArrayBuffer(2)], [[Buffer.from('{}')]], [undefined]])(
    'does not look at bytes: %p',
    (data) => {
      expect(readFrame(data, JSON.parse)).toEqual({ kind: 'binary' });
    },
  );
});

describe('isBare', () => {
  it.each([[{}], [{ method: 'odoo_search' }], [{ name: 'odoo_search', id: 1 }]])("takes %j for the seed's", (value) => {
    expect(isBare(value)).toBe(true);
  });

  it.each([[{ jsonrpc: '2.0' }], [{ jsonrpc: '1.0', method: 'x' }], [{ jsonrpc: null }], [[]], [null], [7], ['x']])(
    'leaves %j to the protocol',
    (value) => {
      expect(isBare(value)).toBe(false);
    },
  );

  it('is not misled by what objects inherit', () => {
    expect(isBare(Object.create({ jsonrpc: '2.0' }))).toBe(true);
  });
});

describe('wantsAnswer', () => {
  it.each([
    [{}],
    [{ method: 'odoo_search' }],
    [{ jsonrpc: '2.0', id: 1, method: 'tools/list' }],
    [{ jsonrpc: '2.0', id: null, method: 'tools/list' }],
    [{ id: 1, method: 'stream/credit' }],
    [[]],
    [7],
    [undefined],
  ])('is true of %j', (value) => {
    expect(wantsAnswer(value)).toBe(true);
  });

  it.each([
    [{ jsonrpc: '2.0', method: 'notifications/cancelled' }],
    [{ method: 'notifications/cancelled' }],
    [{ method: 'stream/credit', params: { id: 1, credit: 4 } }],
    [{ method: 'stream/cancel', params: { id: 1 } }],
    [{ jsonrpc: '2.0', id: 1, result: {} }],
    [{ jsonrpc: '2.0', id: 1, error: {} }],
  ])('is false of %j', (value) => {
    expect(wantsAnswer(value)).toBe(false);
  });
});
