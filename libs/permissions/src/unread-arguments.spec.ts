import { Forbidden, InvalidArguments } from '#libs/contracts';
import { checkUnreadArguments } from './unread-arguments.js';

const check =
  (args: unknown[], kwargs: Record<string, unknown> = {}) =>
  () =>
    checkUnreadArguments({ model: 'res.partner', method: 'do_it', args, kwargs });

describe('checkUnreadArguments', () => {
  it.each<[string, unknown[], Record<string, unknown>]>([
    ['none', [], {}],
    ['ids and text', [[1, 2], 'password', ['attachment_ids']], { body: 'access_token' }],
    [
      'objects',
      [[1], { name: 'x', lines: [[0, 0, { product_id: 7 }]] }],
      { partner_ids: [1], context: { lang: 'fr' } },
    ],
  ])('lets %s pass', (_what, args, kwargs) => {
    expect(check(args, kwargs)).not.toThrow();
  });

  it.each<[string, unknown[], Record<string, unknown>, string]>([
    ['a secret', [[1]], { new_password: 'x' }, 'secret-fields'],
    ['a secret in an object', [[1], { values: [{ access_token: 'x' }] }], {}, 'secret-fields'],
    ['a secret in a context', [[1]], { context: { default_api_key: 'x' } }, 'secret-fields'],
    ['files', [[1]], { attachment_ids: [7] }, 'unread-files'],
    ['files by content', [[1]], { attachments: [['a.txt', 'b']] }, 'unread-files'],
    ['files in an object', [[1], { message: { attachment_ids: [[4, 7]] } }], {}, 'unread-files'],
  ])('refuses %s', (_what, args, kwargs, rule) => {
    expect(check(args, kwargs)).toThrow(Forbidden);
    expect(check(args, kwargs)).toThrow(expect.objectContaining({ rule }));
  });

  it('does not let anything through that lies too deep to be looked at', () => {
    let value: unknown = { password: 'x' };
    for (let level = 0; level < 10_000; level += 1) value = [value];
    expect(check([value])).toThrow(InvalidArguments);
  });
});
