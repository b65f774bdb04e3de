import { principal } from '../../../../test/fixtures/principals.js';
import type { ToolListing } from '#libs/contracts';
import { describeMode } from './mode-description.js';

const tools = [{ name: 'odoo_search' }, { name: 'odoo_fields_get' }] as ToolListing[];

describe('describeMode', () => {
  it('says what a readonly key may do and what not', () => {
    expect(describeMode(principal('readonly'), tools)).toEqual({
      mode: 'readonly',
      allowed_permissions: ['read', 'execute'],
      forbidden_permissions: ['write', 'delete'],
      allowed_tools: ['odoo_search', 'odoo_fields_get'],
      description: expect.stringContaining('nothing in Odoo can be changed') as string,
    });
  });

  it('says that nothing is forbidden to a readwrite key', () => {
    expect(describeMode(principal('readwrite'), tools)).toMatchObject({
      mode: 'readwrite',
      allowed_permissions: ['read', 'write', 'delete', 'execute'],
      forbidden_permissions: [],
    });
  });
});
