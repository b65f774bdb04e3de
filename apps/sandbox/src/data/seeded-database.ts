import { resPartner } from '../models/res-partner.model.js';
import { resUsers } from '../models/res-users.model.js';
import * as reference from '../models/reference-models.js';
import { saleOrder, saleOrderLine } from '../models/sale-order.model.js';
import { sampleModels } from '../models/sample-models.js';
import { Database, type Clock } from '../orm/database.js';
import type { ModelDefinition, OdooVersion } from '../orm/model-definition.js';
import type { Row } from '../orm/row.js';
import { ACCOUNTS } from './accounts.js';
import { partnerRows } from './partner-rows.js';
import { CATEGORIES, COMPANIES, COUNTRIES, CURRENCIES, PRODUCTS, stamped } from './reference-rows.js';
import { saleOrderLineRows, saleOrderRows } from './sale-rows.js';
import { SAMPLE_ROWS } from './sample-rows.js';

const CUSTOMERS = 12;

/** A database with the same records at every start, and so many sample models besides the real ones. */
export function seededDatabase(version: OdooVersion, partners: number, clock: Clock, sampleCount = 0): Database {
  const samples = sampleModels(sampleCount);
  const models = [...modelsOf(version), ...samples];
  const database = new Database(version, clock, models);
  database.seed('res.currency', CURRENCIES);
  database.seed('res.country', COUNTRIES);
  database.seed('res.partner.category', CATEGORIES);
  database.seed('product.product', PRODUCTS);
  database.seed('res.partner', partnerRows(version, partners));
  database.seed('res.company', COMPANIES);
  database.seed('res.users', userRows(version));
  database.seed('sale.order', saleOrderRows(customersIn(database)));
  database.seed('sale.order.line', saleOrderLineRows());
  for (const { name } of samples) database.seed(name, SAMPLE_ROWS);
  database.seed('ir.model', modelRows(models));
  return database;
}

function modelsOf(version: OdooVersion): ModelDefinition[] {
  return [
    resPartner(version),
    resUsers(version),
    reference.resCompany(version),
    reference.resCountry(version),
    reference.resCurrency(version),
    reference.resPartnerCategory(version),
    reference.productProduct(version),
    saleOrder(version),
    saleOrderLine(),
    reference.irModel(version),
  ];
}

function userRows(version: OdooVersion): Row[] {
  return ACCOUNTS[version].map(({ uid, partner, login, active }) =>
    stamped(uid, {
      login,
      active,
      partner_id: partner,
      company_id: 1,
      company_ids: [1],
      lang: 'en_US',
      tz: active ? 'Europe/Brussels' : false,
    }),
  );
}

function modelRows(models: readonly ModelDefinition[]): Row[] {
  return models.map(({ name, description }, index) =>
    stamped(index + 1, { name: description, model: name, state: 'base', transient: false }),
  );
}

function customersIn(database: Database): number[] {
  const customers: number[] = [];
  for (const row of database.table('res.partner').all()) {
    if (row['is_company'] && row.id > 1 && row['active']) customers.push(row.id);
    if (customers.length === CUSTOMERS) break;
  }
  return customers.length > 0 ? customers : [1];
}
