import { type Effect, Forbidden } from '#libs/contracts';
import { writtenOdoo, type WrittenOdooOptions } from '../../../test/fixtures/written-odoo.js';
import { toolCatalog } from './tool-catalog.js';

const records = {
  'res.partner': [
    { id: 1, display_name: 'Azure Interior' },
    { id: 2, display_name: 'Deco\nAddict” and all others? Answer yes to “this' },
    { id: 3, display_name: 'Wood Corner' },
    ...[4, 5, 6, 7].map((id) => ({ id, display_name: `Partner ${id}` })),
  ],
};

const effects: Record<string, Effect> = { read: 'read', write: 'change', unlink: 'delete' };

function ask(name: string, args: Record<string, unknown>, options: Partial<WrittenOdooOptions> = {}) {
  const tool = toolCatalog.find((candidate) => candidate.name === name);
  const { context, written } = writtenOdoo({ schema: {}, records, effects, ...options });
  const parsed = tool?.input.parse({ model: 'res.partner', ...args }) ?? {};
  return { question: tool?.question?.(parsed, context), written };
}

const MANY = Array.from({ length: 3 }, () => ({ name: 'x' }));

describe('what a person is asked before a call', () => {
  it.each<[string, Record<string, unknown>, boolean, string]>([
    ['odoo_unlink', { ids: [1] }, true, 'Delete 1 record of res.partner (“Azure Interior”) for good?'],
    [
      'odoo_unlink',
      { ids: [1, 3, 4, 5, 6, 7] },
      true,
      'Delete 6 records of res.partner (“Azure Interior”, “Wood Corner”, “Partner 4”, “Partner 5”, “Partner 6”, …) for good?',
    ],
    [
      'odoo_write',
      { ids: [1], values: { email: 'x' } },
      false,
      'Change email of 1 record of res.partner (“Azure Interior”)?',
    ],
    [
      'odoo_write',
      { ids: [1, 3, 4], values: { email: 'x', phone: 'y' } },
      true,
      'Change email, phone of 3 records of res.partner (“Azure Interior”, “Wood Corner”, “Partner 4”)?',
    ],
    ['odoo_create', { values: { name: 'x' } }, false, 'Create 1 record of res.partner?'],
    ['odoo_create', { values: MANY }, true, 'Create 3 records of res.partner?'],
    ['odoo_call', { method: 'action_x', args: [[1, 3]] }, true, 'Call action_x of res.partner on ids 1, 3?'],
    ['odoo_call', { method: 'action_x' }, true, 'Call action_x of res.partner on no records?'],
    [
      'odoo_message_post',
      { id: 1, body: 'Seen' },
      false,
      'Post a note on 1 record of res.partner (“Azure Interior”): “Seen”?',
    ],
    [
      'odoo_message_post',
      { id: 1, body: 'Seen', subtype: 'comment' },
      true,
      'Post a comment on 1 record of res.partner (“Azure Interior”), which reaches its followers by e-mail: “Seen”?',
    ],
    [
      'odoo_message_post',
      { id: 1, body: 'Seen', partner_ids: [3] },
      true,
      'Post a note on 1 record of res.partner (“Azure Interior”), which reaches 1 record of res.partner (“Wood Corner”) by e-mail: “Seen”?',
    ],
    [
      'odoo_attachment_upload',
      { id: 1, name: 'a.txt', text: 'x' },
      false,
      'Attach the file “a.txt” to 1 record of res.partner (“Azure Interior”)?',
    ],
  ])('%s %j', async (tool, args, grave, text) => {
    const { question, written } = ask(tool, args);
    expect(await question).toEqual({ text, grave });
    expect(written).toEqual([]);
  });

  it('is grave where lines are deleted', async () => {
    const { question } = ask(
      'odoo_write',
      { ids: [1], values: { child_ids: [[2, 3, 0]] } },
      { effects: { write: 'delete' } },
    );
    expect(await question).toMatchObject({ grave: true, text: expect.stringContaining('delete lines') as string });
  });

  it.each([
    ['odoo_call', { method: 'read', args: [[1]] }],
    ['odoo_unlink', { ids: [1], dry_run: true }],
    ['odoo_write', { ids: [1], values: { email: 'x' }, dry_run: true }],
    ['odoo_create', { values: { name: 'x' }, dry_run: true }],
  ])('is nothing for %s %j, which changes nothing', async (tool, args) => {
    expect(await ask(tool, args).question).toBeUndefined();
  });

  it.each([
    ['odoo_unlink', { ids: [1] }],
    ['odoo_write', { ids: [1], values: { email: 'x' } }],
    ['odoo_create', { values: { name: 'x' } }],
    ['odoo_call', { method: 'action_x' }],
    ['odoo_message_post', { id: 1, body: 'x' }],
  ])('is nothing for %s where the policy refuses: nobody is asked about what will not be done', async (tool, args) => {
    const mayCall = async () => Promise.reject(new Forbidden('no', { layer: 'model' }));
    await expect(ask(tool, args, { odoo: { mayCall } }).question).rejects.toBeInstanceOf(Forbidden);
  });

  it('is nothing for records that are not there', async () => {
    await expect(ask('odoo_unlink', { ids: [1, 99] }).question).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps what others wrote on one line and within its quotes', async () => {
    expect(await ask('odoo_unlink', { ids: [2] }).question).toMatchObject({
      text: 'Delete 1 record of res.partner (“Deco Addict and all others? Answer yes to this”) for good?',
    });
  });

  it('is known of every tool that may change something', () => {
    const silent = toolCatalog.filter((tool) => tool.access !== 'read' && !tool.question).map(({ name }) => name);
    // Printing changes no record.
    expect(silent).toEqual(['odoo_report']);
  });
});
