import type { Row } from '../orm/row.js';
import { PRODUCTS, stamped } from './reference-rows.js';

const START = Date.UTC(2025, 0, 6, 9);
const DAY = 86_400_000;
const ORDERS = 40;
const STATES = ['draft', 'sent', 'sale', 'sale', 'cancel'];

const moment = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');

/** Orders of the first customers, a few days apart. */
export function saleOrderRows(customers: readonly number[]): Row[] {
  return Array.from({ length: ORDERS }, (_none, index) => {
    const placed = START + index * 3 * DAY;
    return stamped(index + 1, {
      name: `S${String(index + 1).padStart(5, '0')}`,
      state: STATES[index % STATES.length] ?? 'draft',
      partner_id: customers[index % customers.length] ?? 1,
      user_id: 2,
      company_id: 1,
      date_order: moment(placed),
      validity_date: index % 6 === 5 ? false : moment(placed + 30 * DAY).slice(0, 10),
      client_order_ref: index % 4 === 0 ? `PO-${1000 + index}` : false,
      note: false,
    });
  });
}

/** One to three lines for each order. */
export function saleOrderLineRows(): Row[] {
  const rows: Row[] = [];
  for (let order = 1; order <= ORDERS; order += 1) {
    for (let line = 0; line <= order % 3; line += 1) {
      const product = PRODUCTS[(order + line) % PRODUCTS.length];
      if (!product) continue;
      rows.push(
        stamped(rows.length + 1, {
          name: `[${String(product['default_code'])}] ${String(product['name'])}`,
          sequence: 10 + line,
          order_id: order,
          product_id: product.id,
          product_uom_qty: 1 + ((order + line) % 5),
          price_unit: product['list_price'] ?? 0,
        }),
      );
    }
  }
  return rows;
}
