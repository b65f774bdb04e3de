import { NotFound, OutcomeUnknown } from '#libs/contracts';
import { checkCreated, checkDeleted, checkWritten, tellingHowToCheck } from './lost-answer.js';

describe('tellingHowToCheck', () => {
  it('says how to find out, and calls once', async () => {
    const call = jest.fn(async () => Promise.reject(new OutcomeUnknown('lost')));
    await expect(tellingHowToCheck(call, 'The change', 'Look.')).rejects.toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('The change was sent to Odoo'),
      hint: 'Look. Do not send it again before that.',
      retryable: false,
    });
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('lets other errors pass as they are', async () => {
    const error = new NotFound('gone');
    await expect(tellingHowToCheck(async () => Promise.reject(error), 'x', 'y')).rejects.toBe(error);
  });
});

it('names what to look for', () => {
  expect(checkWritten('res.partner', [1, 2], ['name'])).toBe('Read name of res.partner 1, 2 and compare.');
  expect(checkDeleted('res.partner', [1])).toBe(
    'Search res.partner for the ids 1: what is still found was not deleted.',
  );
  const sent = {
    active: true,
    comment: 'c',
    lines: [[0, 0, {}]],
    color: 3,
    note: 'x'.repeat(500),
    name: 'Acme',
    zip: '1',
    city: 'X',
  };
  expect(checkCreated('res.partner', sent)).toContain(
    '[["name","=","Acme"],["comment","=","c"],["color","=",3],["zip","=","1"]]',
  );
});
