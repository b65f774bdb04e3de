import type { MethodCall, MethodDefinition } from '../methods/method-definition.js';
import { requireRight } from '../orm/access-rights.js';
import { requireRecords } from '../orm/integrity-errors.js';
import { userError } from '../orm/odoo-fault.js';
import { RecordWriter } from '../orm/record-writer.js';

const changesState = (change: (call: MethodCall) => void): MethodDefinition => ({
  onRecords: true,
  versions: [14, 19],
  parameters: () => [],
  run: (call) => {
    requireRight(call.env, call.table.model, 'write');
    requireRecords(call.env, call.table, call.ids);
    change(call);
    return true;
  },
});

const setState = ({ env, table }: MethodCall, ids: readonly number[], state: string): void =>
  new RecordWriter(env).write(table, ids, { state });

const idsIn = ({ table, ids }: MethodCall, states: readonly string[]): number[] =>
  ids.filter((id) => states.includes(String(table.get(id)?.['state'])));

const NOT_READY_19 = 'Some orders are not in a state requiring confirmation.';
const NOT_READY_14 = 'It is not allowed to confirm an order in the following states: done, cancel';

/** The workflow buttons of a sale order, as far as its state goes. */
export const saleOrderMethods: Readonly<Record<string, MethodDefinition>> = {
  action_confirm: changesState((call) => {
    const is19 = call.env.database.version === 19;
    const refused = is19 ? idsIn(call, ['sale', 'cancel']) : idsIn(call, ['done', 'cancel']);
    if (refused.length > 0) throw userError(is19 ? NOT_READY_19 : NOT_READY_14);
    setState(call, call.ids, 'sale');
  }),
  action_cancel: changesState((call) => setState(call, call.ids, 'cancel')),
  action_draft: changesState((call) => setState(call, idsIn(call, ['cancel', 'sent']), 'draft')),
};
