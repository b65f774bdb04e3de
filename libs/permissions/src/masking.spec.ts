import type { FieldDefinitions } from '#libs/contracts';
import { maskSecrets, withoutProtectedFields } from './masking.js';

const nobody = () => false;

function nested(levels: number, inner: unknown): unknown {
  let value = inner;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { lines: value } : [value];
  return value;
}

describe('maskSecrets', () => {
  it('masks members that are named like secrets, wherever they are', () => {
    const value = {
      name: 'x',
      password: 'a',
      signup_token: false,
      action: { context: { default_api_key: 'b' }, lines: [[0, 0, { client_secret: { whole: 'c' } }], { ref: 7 }] },
    };
    expect(maskSecrets(value, nobody)).toEqual({
      name: 'x',
      password: '***',
      signup_token: '***',
      action: { context: { default_api_key: '***' }, lines: [[0, 0, { client_secret: '***' }], { ref: 7 }] },
    });
  });

  it('masks what is denied', () => {
    expect(maskSecrets([{ margin: 7, name: 'x' }], (name) => name === 'margin')).toEqual([
      { margin: '***', name: 'x' },
    ]);
  });

  it.each([[null], [false], [0], ['password'], [['password', 1]], [[]], [{}]])('leaves %j as it is', (value) => {
    expect(maskSecrets(value, nobody)).toEqual(value);
  });

  it('shows nothing that lies deeper than Odoo answers', () => {
    expect(JSON.stringify(maskSecrets(nested(12, { name: 'seen' }), nobody))).toContain('seen');
    const deep = JSON.stringify(maskSecrets(nested(13, { password: 'canary', name: 'canary' }), nobody));
    expect(deep).not.toContain('canary');
    expect(JSON.stringify(maskSecrets(nested(10_000, { password: 'canary' }), nobody))).not.toContain('canary');
  });

  it('does not change the answer that it masks', () => {
    const value = Object.freeze({ password: 'a' });
    maskSecrets(value, nobody);
    expect(value).toEqual({ password: 'a' });
  });
});

describe('withoutProtectedFields', () => {
  const fields: FieldDefinitions = {
    name: { type: 'char' },
    margin: { type: 'float' },
    password: { type: 'char' },
    access_token: { type: 'char' },
    attachment_ids: { type: 'one2many', relation: 'ir.attachment' },
    country_id: { type: 'many2one', relation: 'res.country' },
  };

  it('leaves out what is secret, denied, or leads to a closed model', () => {
    const unseen = {
      field: (model: string, field: string) => model === 'sale.order' && field === 'margin',
      model: (model: string) => model === 'ir.attachment',
    };
    const visible = (model: string) => Object.keys(withoutProtectedFields(model, fields, unseen));
    expect(visible('sale.order')).toEqual(['name', 'country_id']);
    expect(visible('res.partner')).toEqual(['name', 'margin', 'country_id']);
  });
});
