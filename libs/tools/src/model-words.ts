/** A model of this Odoo, as RecordFiles tells them. */
export interface NamedModel {
  readonly model: string;
  readonly name: string;
}

/** What people say, where neither the technical name nor the title of the model has the word. */
const SAID_FOR: Readonly<Record<string, readonly string[]>> = {
  invoice: ['account.move'],
  bill: ['account.move'],
  customer: ['res.partner'],
  vendor: ['res.partner'],
  supplier: ['res.partner'],
  contact: ['res.partner'],
  company: ['res.company', 'res.partner'],
  address: ['res.partner'],
  quotation: ['sale.order'],
  quote: ['sale.order'],
  order: ['sale.order', 'purchase.order'],
  rfq: ['purchase.order'],
  opportunity: ['crm.lead'],
  delivery: ['stock.picking'],
  receipt: ['stock.picking'],
  shipment: ['stock.picking'],
  inventory: ['stock.quant'],
  stock: ['stock.quant', 'stock.picking'],
  product: ['product.template', 'product.product'],
  employee: ['hr.employee'],
  vacation: ['hr.leave'],
  ticket: ['helpdesk.ticket'],
  timesheet: ['account.analytic.line'],
  user: ['res.users'],
};

/**
 * Models that words speak of, most likely first: those of all words, or where there are none those of some; whole words
 * before parts of them.
 */
export function modelsByWords(words: string, known: readonly NamedModel[]): NamedModel[] {
  const wanted = words
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map(singular);
  const scored = known.map((model) => ({ model, score: scoreOf(model, wanted, words) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  const least = best > ALL_WORDS ? ALL_WORDS : 0;
  return scored
    .filter(({ score }) => score > least)
    .sort((a, b) => b.score - a.score || inOrder(a.model.model, b.model.model))
    .map(({ model }) => model);
}

/** Short before long: `sale.order` before `sale.order.line`. */
function inOrder(a: string, b: string): number {
  return a.length - b.length || a.localeCompare(b);
}

const WHOLE_NAME = 1000;
const SAID_FOR_IT = 6;
const WHOLE_WORD = 4;
const PART = 1;
const ALL_WORDS = 100;

function scoreOf({ model, name }: NamedModel, wanted: readonly string[], words: string): number {
  if (model === words.trim().toLowerCase()) return WHOLE_NAME;
  const text = `${model} ${name}`.toLowerCase();
  const own = new Set(text.split(/[^\p{L}\p{N}]+/u).map(singular));
  const scores = wanted.map((word): number => {
    if (SAID_FOR[word]?.includes(model) === true) return SAID_FOR_IT;
    if (own.has(word)) return WHOLE_WORD;
    return text.includes(word) ? PART : 0;
  });
  const sum = scores.reduce((total, score) => total + score, 0);
  return sum > 0 && scores.every((score) => score > 0) ? sum + ALL_WORDS : sum;
}

/** English plurals, as far as names of models need them. */
function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
