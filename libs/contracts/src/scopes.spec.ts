import type { Access } from './access.js';
import { InsufficientScope, publicError } from './errors.js';
import { accessesIn, accessesNeeded, requireScopes, SCOPES } from './scopes.js';

describe('scopes', () => {
  it('are these', () => {
    expect(SCOPES).toEqual(['odoo:read', 'odoo:write', 'odoo:delete', 'odoo:execute']);
  });

  it('stand for accesses by their whole name alone', () => {
    expect(accessesIn(['openid', 'odoo:delete', 'odoo:read', 'odoo', 'read', 'ODOO:WRITE', 'odoo:write2'])).toEqual([
      'read',
      'delete',
    ]);
  });

  it.each<[readonly Access[] | undefined, Access]>([
    [undefined, 'delete'],
    [['read'], 'read'],
    [['read', 'write'], 'write'],
  ])('%j let %s through', (scopes, access) => {
    expect(() => requireScopes(scopes ? { scopes } : {}, accessesNeeded(access))).not.toThrow();
  });

  it.each<[readonly Access[], Access, string]>([
    [[], 'read', 'odoo:read'],
    [['read'], 'write', 'odoo:read odoo:write'],
    [['write'], 'write', 'odoo:read odoo:write'],
    [['read', 'write'], 'delete', 'odoo:read odoo:write odoo:delete'],
    [['read', 'execute'], 'write', 'odoo:read odoo:write odoo:execute'],
  ])('%j keep %s away, and name what is needed beside what is there', (scopes, access, scope) => {
    let thrown: unknown;
    try {
      requireScopes({ scopes }, accessesNeeded(access));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InsufficientScope);
    expect(publicError(thrown as InsufficientScope)).toMatchObject({
      code: 'insufficient_scope',
      layer: 'scope',
      scope,
    });
  });
});
