import { isDeepStrictEqual } from 'node:util';
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { Mistake } from '../mistake.js';
import type { ClaudeEntry } from './claude-entry.js';

export interface MergedConfig {
  readonly text: string;
  readonly change: 'added' | 'replaced' | 'unchanged';
  /** Names of the servers that were there besides. */
  readonly others: readonly string[];
}

/** How a file is written. */
interface Style {
  readonly indent: string;
  readonly eol: string;
}

const BOM = '\uFEFF';
const SERVERS = 'mcpServers';

/** Longer than any configuration that people write. */
const MOST_CHARACTERS = 5_000_000;

/**
 * A configuration with an entry put into it, and every other character left as it was.
 * @param text of the file; undefined where there is none yet.
 * @throws Mistake where it is no configuration as it stands. Says where, and nothing of what stands there.
 */
export function withEntry(text: string | undefined, name: string, entry: ClaudeEntry): MergedConfig {
  const bom = text?.startsWith(BOM) ? BOM : '';
  const before = text?.slice(bom.length) ?? '';
  const style = styleOf(before);
  const old = before.trim() === '' ? `{}${style.eol}` : before;
  const { root, value } = read(old);
  const servers = memberOf(root, SERVERS);
  if (servers && servers.type !== 'object')
    throw new Mistake(`${SERVERS} in it is not an object: put that right first.`);
  const there = servers ? (value[SERVERS] as Record<string, unknown>) : {};
  const others = Object.keys(there).filter((other) => other !== name);
  const replaced = servers && memberOf(servers, name);
  if (replaced && isDeepStrictEqual(there[name], entry)) return { text: text ?? '', change: 'unchanged', others };
  const next = servers
    ? withMember(old, servers, name, entry, 1, style)
    : withMember(old, root, SERVERS, { [name]: entry }, 0, style);
  requireSame(next, { ...value, [SERVERS]: { ...there, [name]: entry } });
  return { text: bom + next, change: replaced ? 'replaced' : 'added', others };
}

function read(text: string): { root: Node; value: Record<string, unknown> } {
  if (text.length > MOST_CHARACTERS) throw new Mistake('It is too long for a configuration of Claude Desktop.');
  const errors: ParseError[] = [];
  let root: Node | undefined;
  let value: unknown;
  try {
    root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    if (errors.length === 0) value = JSON.parse(text);
  } catch {
    throw new Mistake('It is nested too deep, or holds characters that JSON does not have.');
  }
  const [first] = errors;
  if (first) {
    const { line, column } = placeOf(text, first.offset);
    throw new Mistake(`It is no JSON: ${printParseErrorCode(first.error)} at line ${line}, column ${column}.`);
  }
  if (root?.type !== 'object') throw new Mistake('It is no JSON object.');
  return { root, value: value as Record<string, unknown> };
}

/** The value of a member. @throws Mistake where it stands there twice, of which programs read different ones. */
function memberOf(object: Node, name: string): Node | undefined {
  const found = (object.children ?? []).filter(({ children }) => children?.[0]?.value === name);
  if (found.length > 1) throw new Mistake(`${JSON.stringify(name)} stands in it twice: take one of them out first.`);
  return found[0]?.children?.[1];
}

/** @param depth of the object that gets it; 0 for the whole. */
function withMember(text: string, object: Node, name: string, value: unknown, depth: number, style: Style): string {
  const { indent, eol } = style;
  const inner = eol + indent.repeat(depth + 1);
  const body = JSON.stringify(value, undefined, indent).replaceAll('\n', inner);
  const splice = ({ offset, length }: Pick<Node, 'offset' | 'length'>, put: string): string =>
    text.slice(0, offset) + put + text.slice(offset + length);
  const old = memberOf(object, name);
  if (old) return splice(old, body);
  const member = `${JSON.stringify(name)}: ${body}`;
  const last = object.children?.at(-1);
  if (last) return splice({ offset: last.offset + last.length, length: 0 }, `,${inner}${member}`);
  return splice(object, `{${inner}${member}${eol}${indent.repeat(depth)}}`);
}

/** The last word before anything is written: it says what it said before, and the entry. */
function requireSame(text: string, expected: unknown): void {
  if (!isDeepStrictEqual(JSON.parse(text), expected)) {
    throw new Mistake('The entry cannot be put into it without changing something else: put it in by hand.');
  }
}

function styleOf(text: string): Style {
  const indent = /^(?<indent>[ \t]+)"/m.exec(text)?.groups?.['indent'] ?? '  ';
  return { indent, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
