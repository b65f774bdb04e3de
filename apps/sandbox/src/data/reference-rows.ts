import type { Row, StoredValue } from '../orm/row.js';

const CREATED = '2024-01-01 08:00:00';

/** What Odoo's own installation stamps on its records. */
export const stamped = (id: number, values: Readonly<Record<string, StoredValue>>): Row => ({
  ...values,
  id,
  create_uid: 1,
  create_date: CREATED,
  write_uid: 1,
  write_date: CREATED,
});

export const CURRENCIES: readonly Row[] = [
  stamped(1, { name: 'USD', symbol: '$', rounding: 0.01, active: true }),
  stamped(2, { name: 'EUR', symbol: '€', rounding: 0.01, active: true }),
  stamped(3, { name: 'GBP', symbol: '£', rounding: 0.01, active: false }),
];

const country = (id: number, code: string, name: string, phone_code: number, currency_id: number): Row =>
  stamped(id, { code, name, phone_code, currency_id });

export const COUNTRIES: readonly Row[] = [
  country(1, 'US', 'United States', 1, 1),
  country(2, 'BE', 'Belgium', 32, 2),
  country(3, 'FR', 'France', 33, 2),
  country(4, 'DE', 'Germany', 49, 2),
  country(5, 'IT', 'Italy', 39, 2),
  country(6, 'ES', 'Spain', 34, 2),
  country(7, 'PT', 'Portugal', 351, 2),
  country(8, 'NL', 'Netherlands', 31, 2),
  country(9, 'AT', 'Austria', 43, 2),
  country(10, 'SE', 'Sweden', 46, 2),
  country(11, 'IE', 'Ireland', 353, 2),
  country(12, 'CH', 'Switzerland', 41, 2),
];

const category = (id: number, name: string, parent_id: number | false): Row =>
  stamped(id, { name, parent_id, color: id, active: true });

export const CATEGORIES: readonly Row[] = [
  category(1, 'Vendor', false),
  category(2, 'Prospects', false),
  category(3, 'Employees', false),
  category(4, 'Consulting Services', false),
  category(5, 'Services', 4),
  category(6, 'Office Supplies', 1),
];

const product = (id: number, default_code: string, name: string, list_price: number): Row =>
  stamped(id, { default_code, name, list_price, active: true });

export const PRODUCTS: readonly Row[] = [
  product(1, 'DESK0001', 'Desk', 450),
  product(2, 'CHAIR001', 'Office Chair', 120.5),
  product(3, 'LAMP0001', 'Desk Lamp', 39.9),
  product(4, 'SERV0001', 'Assembly', 60),
];

export const COMPANIES: readonly Row[] = [
  stamped(1, {
    name: 'My Company (San Francisco)',
    sequence: 0,
    partner_id: 1,
    currency_id: 1,
    email: 'info@yourcompany.com',
    phone: false,
    active: true,
  }),
];
