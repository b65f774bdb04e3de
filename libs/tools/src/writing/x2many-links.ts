/** A record that a link names: its id, or a name that is yet to be looked up. */
export type LinkTarget = number | string;

/** What one entry of a one2many's or many2many's value asks for. */
export type Link =
  | { readonly kind: 'create'; readonly values: unknown }
  | { readonly kind: 'update'; readonly id: number; readonly values: unknown }
  | { readonly kind: 'one'; readonly command: 2 | 3 | 4; readonly target: LinkTarget }
  | { readonly kind: 'clear' }
  | { readonly kind: 'set'; readonly targets: readonly LinkTarget[] }
  | { readonly kind: 'wrong'; readonly problem: string };

const COMMANDS =
  '[0,0,{values}] creates, [1,id,{values}] changes, [2,id] deletes, [3,id] unlinks, [4,id] links, [5] empties, ' +
  '[6,0,[ids]] replaces';

/**
 * Reads the value of a one2many or many2many: Odoo's commands, objects as lines to create, or, for a many2many, a list
 * of ids or names that replaces what is linked. Pure; names are looked up by whoever called.
 */
export function readLinks(value: unknown, type: string): readonly Link[] {
  if (!Array.isArray(value)) return [wrong(`must be a list of commands: ${COMMANDS}`)];
  const entries: readonly unknown[] = value;
  if (entries.some(Array.isArray) && !entries.every((entry) => Array.isArray(entry) || isValues(entry))) {
    return [wrong('a command stands in a list of its own, such as [[6,0,[1,2]]]')];
  }
  if (isPlainList(entries)) return readPlainList(entries, type);
  return entries.map((entry) => (Array.isArray(entry) ? readCommand(entry) : readNewLine(entry)));
}

/** Whether a value is a list of ids and names, and not of commands or lines. */
export function isPlainList(value: unknown): boolean {
  return Array.isArray(value) && !value.some((entry) => Array.isArray(entry) || isValues(entry));
}

/** Whether a value is an object of field names and values. */
export function isValues(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readPlainList(entries: readonly unknown[], type: string): readonly Link[] {
  if (entries.length === 0) return [];
  if (!entries.every(isTarget)) return [wrong(`must hold ids, names or commands: ${COMMANDS}`)];
  // The lines that are not in the list would be deleted, which nobody means who leaves them out.
  if (type === 'one2many') return [wrong('takes commands: [0,0,{values}] creates, [4,id] adds, [2,id] deletes')];
  return [{ kind: 'set', targets: entries }];
}

function readNewLine(entry: unknown): Link {
  return isValues(entry) ? { kind: 'create', values: entry } : wrong(`is no command: ${COMMANDS}`);
}

function readCommand(command: readonly unknown[]): Link {
  const [code, second, third] = command;
  const [least, most] = ARITIES.get(code) ?? [0, -1];
  if (command.length < least || command.length > most) return wrong(`is no command: ${COMMANDS}`);
  switch (code) {
    case 0:
      return isValues(third) ? { kind: 'create', values: third } : wrong('must be [0,0,{values}]');
    case 1:
      return isId(second) && isValues(third)
        ? { kind: 'update', id: second, values: third }
        : wrong('must be [1,id,{values}]');
    case 2:
    case 3:
    case 4:
      return isTarget(second) ? { kind: 'one', command: code, target: second } : wrong(`must be [${code},id]`);
    case 5:
      return { kind: 'clear' };
    default:
      return Array.isArray(third) && third.every(isTarget)
        ? { kind: 'set', targets: third }
        : wrong('must be [6,0,[ids]]');
  }
}

/** Fewest and most members of each command. */
const ARITIES = new Map<unknown, readonly [number, number]>([
  [0, [3, 3]],
  [1, [3, 3]],
  [2, [2, 3]],
  [3, [2, 3]],
  [4, [2, 3]],
  [5, [1, 3]],
  [6, [3, 3]],
]);

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isTarget(value: unknown): value is LinkTarget {
  return isId(value) || (typeof value === 'string' && value.trim() !== '');
}

function wrong(problem: string): Link {
  return { kind: 'wrong', problem };
}
