import { ONE_ODOO, principal as principalOf } from '../../../test/fixtures/principals.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import type { Principal } from './principal.js';
import { connectionNames, towards } from './targets.js';

const shop = { connection: 'shop', identity: 'jane', companies: [2] };
const principal: Principal = { ...principalOf('readonly'), otherOdoos: [shop, { connection: 'lab', companies: [] }] };

const refusalOf = (name: unknown) => failureOf(new Promise((resolve) => resolve(towards(principal, name))));

describe('towards', () => {
  it.each([[undefined], ['default']])('leaves a principal whose calls go there already: %s', (name) => {
    expect(towards(principal, name)).toBe(principal);
  });

  it('turns it to another of its own, with the identity and the companies it has there', () => {
    expect(towards(principal, 'shop')).toMatchObject({ id: principal.id, odoo: shop });
  });

  it('can be turned back, and never forgets or doubles a connection', () => {
    const there = towards(principal, 'shop');
    expect(connectionNames(there)).toEqual(['shop', 'default', 'lab']);
    expect(towards(there, 'default')).toMatchObject({ odoo: ONE_ODOO });
    expect(connectionNames(towards(there, 'lab'))).toEqual(['lab', 'shop', 'default']);
  });

  it('refuses any other with the names of its own, and never with what it was given', async () => {
    const error = await refusalOf('payroll');
    expect(error).toMatchObject({ code: 'forbidden', layer: 'key', rule: 'connections' });
    expect(error.hint).toContain('default, shop, lab');
    expect(`${error.message} ${error.hint}`).not.toContain('payroll');
  });

  it('refuses names that every object has', () => {
    for (const name of ['constructor', '__proto__', '']) expect(() => towards(principal, name)).toThrow(/not open/);
  });

  it.each([[7], [null], [['shop']], [{ connection: 'shop' }]])('takes no %j for a name', async (name) => {
    expect(await refusalOf(name)).toMatchObject({ code: 'invalid_arguments' });
  });
});
