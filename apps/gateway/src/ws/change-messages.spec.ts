import type { ChangeEvent } from '#libs/contracts';
import { eventNotification, watchesChanges, watchRequest } from './change-messages.js';

describe('watchesChanges', () => {
  it.each([
    [{ method: 'changes/watch' }, true],
    [{ method: 'changes/watch', jsonrpc: '2.0' }, true],
    [{ method: 'changes/watch', jsonrpc: '1.0' }, false],
    [{ method: 'changes/event' }, false],
    [{ name: 'changes/watch' }, false],
  ])('says of %j: %j', (message, expected) => {
    expect(watchesChanges(message)).toBe(expected);
  });
});

describe('watchRequest', () => {
  it('reads what is asked for', () => {
    const params = {
      model: 'res.partner',
      domain: [['city', '=', 'Ghent']],
      fields: ['name'],
      connection: 'shop',
      cursor: 'c',
    };
    const { cursor: resume, ...asked } = params;
    expect(watchRequest({ params })).toEqual({ ...asked, resume });
    expect(watchRequest({ params: { model: 'res.partner' } })).toEqual({ model: 'res.partner' });
  });

  it.each([
    [undefined, 'The params name no model.'],
    [[], 'The params name no model.'],
    ['res.partner', 'The params name no model.'],
    [{ model: 7 }, 'The params name no model.'],
    [{ model: 'a', domain: '[]' }, 'The domain is no list.'],
    [{ model: 'a', domain: null }, 'The domain is no list.'],
    [{ model: 'a', fields: 'name' }, 'The fields are no list of names.'],
    [{ model: 'a', fields: [7] }, 'The fields are no list of names.'],
    [{ model: 'a', cursor: 7 }, 'The cursor is no text.'],
    [{ model: 'a', cursor: null }, 'The cursor is no text.'],
  ])('refuses %j', (params, reason) => {
    expect(() => watchRequest({ params })).toThrow(reason);
  });
});

describe('eventNotification', () => {
  const told = (event: ChangeEvent, jsonrpc = false) => eventNotification(event, { id: 'w', jsonrpc });

  it('has the cursor beside the event', () => {
    const event = { type: 'updated', model: 'res.partner', id: 7, record: { id: 7, name: 'a' } } as const;
    const params = { id: 'w', event, cursor: 'c' };
    expect(told({ ...event, cursor: 'c' })).toEqual({ method: 'changes/event', params });
    expect(told({ ...event, cursor: 'c' }, true)).toEqual({ jsonrpc: '2.0', method: 'changes/event', params });
  });

  it('has one alone where there is no other', () => {
    expect(told({ type: 'position', cursor: 'c' })).toMatchObject({ params: { id: 'w', cursor: 'c' } });
    const event = { type: 'waiting', model: 'res.partner' } as const;
    expect(told(event)).toEqual({ method: 'changes/event', params: { id: 'w', event } });
  });
});
