import { addressReader, isTemplate } from './resource-address.js';

describe('addressReader', () => {
  it.each<[string, string, Record<string, string> | undefined]>([
    ['odoo://models', 'odoo://models', {}],
    ['odoo://models', 'odoo://models/', undefined],
    ['odoo://models', 'odoo://modelsx', undefined],
    ['odoo://models', 'ODOO://models', undefined],
    ['odoo://models', 'x odoo://models', undefined],
    ['odoo://a.b', 'odoo://axb', undefined],
    ['odoo://models/{model}', 'odoo://models/res.partner', { model: 'res.partner' }],
    ['odoo://models/{model}', 'odoo://models/', undefined],
    ['odoo://models/{model}', 'odoo://models/a/b', undefined],
    ['odoo://models/{model}', 'odoo://models/a?b=1', undefined],
    ['odoo://models/{model}', 'odoo://models/a#b', undefined],
    ['odoo://models/{model}', 'odoo://models/a%2Fb', { model: 'a/b' }],
    ['odoo://models/{model}', 'odoo://models/%zz', undefined],
    ['odoo://models/{model}', 'odoo://models/%', undefined],
    ['odoo://records/{model}/{id}', 'odoo://records/res.partner/7', { model: 'res.partner', id: '7' }],
    ['odoo://records/{model}/{id}', 'odoo://records/res.partner', undefined],
    ['odoo://records/{model}/{id}', 'odoo://records/res.partner/7/8', undefined],
    ['odoo://reports/{report}/{ids}', 'odoo://reports/a.b/1,2', { report: 'a.b', ids: '1,2' }],
  ])('of %s reads %s', (template, uri, parameters) => {
    expect(addressReader(template)(uri)).toEqual(parameters);
  });
});

describe('isTemplate', () => {
  it('is what has parameters', () => {
    expect([isTemplate('odoo://models'), isTemplate('odoo://models/{model}')]).toEqual([false, true]);
  });
});
