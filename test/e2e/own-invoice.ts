import { randomBytes } from 'node:crypto';
import type { Travel } from './ways.js';

/** A draft, which Odoo prints without keeping the file, and which can be deleted. */
export interface OwnInvoice {
  readonly id: number;
  /** Stands on its one line, and nowhere else in this Odoo. */
  readonly word: string;
  remove(): Promise<void>;
}

const LETTERS = 'αβγδεζηθικλνξορσ';

/**
 * Makes one that both users may read. Its word is Greek because Odoo's own font has no such letters: Debian's wkhtmltopdf
 * draws a font of the page as shapes, and only what it takes from a font of the machine stays text in the PDF.
 */
export async function makeInvoice({ admin }: Travel): Promise<OwnInvoice> {
  const word = Array.from(randomBytes(10), (byte) => LETTERS[byte % LETTERS.length]).join('');
  const [partner] = await admin.searchRead('res.partner', [], ['id'], 1);
  const id = await admin.create('account.move', {
    move_type: 'out_invoice',
    partner_id: partner?.['id'],
    invoice_user_id: false,
    invoice_line_ids: [[0, 0, { name: word, quantity: 1, price_unit: 5 }]],
  });
  return { id, word, remove: () => admin.remove('account.move', [['id', '=', id]]) };
}
