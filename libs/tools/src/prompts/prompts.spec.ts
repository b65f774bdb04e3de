import { callsIn } from '../../../../test/fixtures/prompt-calls.js';
import { promptCatalog } from '../prompt-catalog.js';
import { toolCatalog } from '../tool-catalog.js';

const TODAY = '2026-11-30';

/** Every word that a prompt leaves to be filled in, with something that it may stand for. */
const WORDS = { ID: 7, TEAM: 8, USER: 9, FIELD: 'email', VALUE: 'x' };

/** Characters that end a text where something is not quoted. */
const AWKWARD = String.raw`"}]} \" 'x' \\ {}`;

/** Each prompt with as little and as much as it takes. */
const CASES: ReadonlyArray<readonly [string, Record<string, string>]> = [
  ['explore_model', { model: 'sale.order' }],
  ['customer_360', { customer: AWKWARD }],
  ['overdue_invoices', {}],
  ['overdue_invoices', { partner: AWKWARD, as_of: '2026-02-28' }],
  ['pipeline_review', {}],
  ['pipeline_review', { team: AWKWARD }],
  ['pipeline_review', { team: 'Europe', salesperson: AWKWARD }],
  ['stock_check', {}],
  ['stock_check', { product: AWKWARD }],
  ['data_quality', { model: 'res.partner' }],
  ['data_quality', { model: 'res.partner', fields: 'name, email' }],
];

function textOf(name: string, given: Record<string, string>): string {
  const prompt = promptCatalog.find((one) => one.name === name);
  if (!prompt) throw new Error(`There is no prompt ${name}.`);
  return prompt.text(prompt.input.parse(given), TODAY);
}

const toolOf = (name: string) => toolCatalog.find((tool) => tool.name === name);

describe('prompts', () => {
  it('are all tried here', () => {
    expect(promptCatalog.map(({ name }) => name)).toEqual([...new Set(CASES.map(([name]) => name))]);
  });

  it('say in one line what they tell, and complete only arguments that they have', () => {
    for (const { description, input, complete = {} } of promptCatalog) {
      expect(description.length).toBeLessThan(140);
      expect(Object.keys(input.shape)).toEqual(expect.arrayContaining(Object.keys(complete)));
    }
  });

  describe.each(CASES)('%s of %j', (name, given) => {
    it('names tools that exist and read, and at least one', () => {
      const named = [...new Set(textOf(name, given).match(/odoo_[a-z_]+/g))];
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((tool) => toolOf(tool)?.access !== 'read')).toEqual([]);
    });

    it('makes a call in every step, with arguments that the tool takes', () => {
      const text = textOf(name, given);
      const calls = callsIn(text, WORDS);
      expect(calls).toHaveLength(text.match(/^\d+\. /gm)?.length ?? 0);
      const refused = calls.filter(({ tool, args }) => toolOf(tool)?.input.safeParse(args).success !== true);
      expect(refused).toEqual([]);
    });

    it('leaves no word to be filled in that it does not explain', () => {
      const calls = textOf(name, given).match(/odoo_\w+ \{.*\}$/gm) ?? [];
      const explained = calls.reduce((text, call) => text.replace(call, ''), textOf(name, given));
      const words = [calls.join(' '), explained].map((text) => new Set(text.match(/\b[A-Z]{2,}\b/g)));
      expect([...(words[1] ?? [])]).toEqual(expect.arrayContaining([...(words[0] ?? [])]));
    });
  });

  it.each([
    ['customer_360', { customer: AWKWARD }],
    ['overdue_invoices', { partner: AWKWARD }],
    ['pipeline_review', { team: AWKWARD }],
    ['stock_check', { product: AWKWARD }],
  ])('%s looks up exactly what was named', (name, given) => {
    const [finding] = callsIn(textOf(name, given), WORDS);
    expect(finding).toMatchObject({ tool: 'odoo_find', args: { queries: [{ name: AWKWARD }] } });
  });

  it('overdue_invoices goes by today unless it is told another day', () => {
    expect(textOf('overdue_invoices', {})).toContain(`["invoice_date_due","<","${TODAY}"]`);
    expect(textOf('overdue_invoices', { as_of: '2026-02-28' })).not.toContain(TODAY);
  });
});
