import type { FieldDefinition, FieldDefinitions } from '#libs/contracts';
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
      names: () => false,
    };
    const visible = (model: string) => Object.keys(withoutProtectedFields(model, fields, unseen));
    expect(visible('sale.order')).toEqual(['name', 'country_id']);
    expect(visible('res.partner')).toEqual(['name', 'margin', 'country_id']);
  });

  it.each<[string, FieldDefinition]>([
    ['to a secret', { type: 'char', related: 'country_id.api_secret' }],
    ['to one as 14 says it', { type: 'char', related: ['country_id', 'api_secret'] }],
    ['to what is denied', { type: 'char', related: 'country_id.vat_label' }],
    ['by a field that is denied', { type: 'char', related: 'user_id.email' }],
    ['to a field of its own model that is secret', { type: 'char', related: 'access_token' }],
    ['to a closed model', { type: 'char', related: 'attachment_id.name' }],
    ['through one', { type: 'char', related: 'attachment_id.company_id.name' }],
  ])('leaves out what is related %s', (_what, definition) => {
    const all: FieldDefinitions = {
      ...fields,
      user_id: { type: 'many2one', relation: 'res.users' },
      attachment_id: { type: 'many2one', relation: 'ir.attachment' },
      it: definition,
    };
    const unseen = {
      field: (model: string, field: string) =>
        ['res.country:vat_label', 'crm.lead:user_id'].includes(`${model}:${field}`),
      model: (model: string) => model === 'ir.attachment',
      names: () => false,
    };
    expect(Object.keys(withoutProtectedFields('crm.lead', all, unseen))).not.toContain('it');
  });

  it.each<[string, FieldDefinition]>([
    ['an open field of an open model', { type: 'char', related: 'country_id.name' }],
    ['one of its own model', { type: 'char', related: 'name' }],
    ['the name of a model', { type: 'char', related: 'res_model_id.model' }],
    ['what cannot be seen here', { type: 'char', related: 'gone_id.name' }],
  ])('shows what is related to %s', (_what, definition) => {
    const all: FieldDefinitions = {
      ...fields,
      res_model_id: { type: 'many2one', relation: 'ir.model' },
      it: definition,
    };
    const unseen = { field: nobody, model: (model: string) => model === 'ir.model', names: () => false };
    const visible = Object.keys(withoutProtectedFields('crm.lead', all, unseen));
    expect([visible.includes('it'), visible.includes('res_model_id')]).toEqual([true, false]);
  });
});
