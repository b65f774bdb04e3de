import { nearest, suggestion } from './nearest.js';

const FIELDS = ['name', 'nickname', 'email', 'phone', 'partner_id', 'parent_id', 'state', 'action_post'];

describe('nearest', () => {
  it.each<[string, string[]]>([
    ['nmae', ['name']],
    ['emial', ['email']],
    ['partner', ['partner_id']],
    ['post', ['action_post']],
    ['parner_id', ['partner_id', 'parent_id']],
    ['zzzzzz', []],
    ['', []],
  ])('of %j are %j', (word, found) => {
    expect(nearest(word, FIELDS)).toEqual(found);
  });

  it('are as many as wanted, nearest first and then by name', () => {
    const known = ['cat', 'bat', 'at', 'hats', 'house'];
    expect(nearest('hat', known)).toEqual(['at', 'bat', 'cat']);
    expect(nearest('hat', known, 1)).toEqual(['at']);
    expect(nearest('hat', new Set(known), 5)).toEqual(['at', 'bat', 'cat', 'hats']);
  });

  it('are those that hold the word whole, however long they are', () => {
    expect(nearest('confirm', ['action_quotation_confirm', 'action_cancel'])).toEqual(['action_quotation_confirm']);
    expect(nearest('sale.order.line.x', ['sale'])).toEqual(['sale']);
  });
});

describe('suggestion', () => {
  it('asks whether one of them was meant', () => {
    expect(suggestion('nmae', FIELDS)).toBe('Did you mean name?');
    expect(suggestion('parner_id', FIELDS)).toBe('Did you mean partner_id, parent_id?');
  });

  it('is nothing where nothing is near', () => {
    expect(suggestion('zzzzzz', FIELDS)).toBeUndefined();
    expect(suggestion('name', [])).toBeUndefined();
  });
});
