import { type Document, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigurationError, type SettingProblem } from '../read-environment.js';
import { type AccessFile, accessFile } from './access-file.schema.js';

/** What is wrong in the file, and where. Tells what was expected, never what stands there: it may be a secret. */
export interface PlacedProblem {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
  /** The place to show, where it is not that of the path. */
  readonly at?: readonly PropertyKey[];
}

/** An access file's text with the places of what it says. */
export class AccessDocument {
  private readonly lines = new LineCounter();
  private readonly document: Document;

  /** @param name of the file, for messages. */
  constructor(
    private readonly name: string,
    text: string,
  ) {
    // Pretty errors quote the line that they are about.
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
  }

  /** @throws ConfigurationError with every problem at once. */
  read(): AccessFile {
    const { errors, warnings } = this.document;
    const broken = [...errors, ...warnings].map(({ code, pos }) => ({
      name: this.at(pos[0]),
      problem: `is not right in YAML (${code}): expected what docs/operations/access-file.md shows`,
    }));
    if (broken.length > 0) throw new ConfigurationError(broken);
    const checked = accessFile.safeParse(this.value());
    if (!checked.success) throw this.refusal(checked.error.issues.map(problemOf));
    return checked.data;
  }

  refusal(problems: readonly PlacedProblem[]): ConfigurationError {
    return new ConfigurationError(problems.map((problem) => this.place(problem)));
  }

  private value(): unknown {
    try {
      // An empty file says nothing, and is as good as an empty map.
      return this.document.toJS() ?? {};
    } catch {
      throw new ConfigurationError([{ name: this.name, problem: 'repeats itself too often: expected fewer aliases' }]);
    }
  }

  private place({ path, problem, at = path }: PlacedProblem): SettingProblem {
    const offset = this.nodeAt(at)?.range?.[0];
    const where = offset === undefined ? this.name : this.at(offset);
    return { name: path.length === 0 ? where : `${where} ${written(path)}`, problem };
  }

  private at(offset: number): string {
    const { line, col } = this.lines.linePos(offset);
    return `${this.name}:${line}:${col}`;
  }

  /** The key of a member, or the item of a list; where it is not there, what it is missing from. */
  private nodeAt(path: readonly PropertyKey[]): Node | undefined {
    if (path.length === 0) return this.document.contents ?? undefined;
    const last = path.at(-1);
    const parent = this.document.getIn(path.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
      if (isPair(pair) && isNode(pair.key)) return pair.key;
    }
    const node = this.document.getIn(path, true);
    return isNode(node) ? node : this.nodeAt(path.slice(0, -1));
  }
}

/** An unknown member is found by its place: its name may be a secret that slipped. */
function problemOf(issue: z.core.$ZodIssue): PlacedProblem {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const count = issue.keys.length === 1 ? 'a member that is' : `${issue.keys.length} members that are`;
    const at = [...path, issue.keys[0] ?? ''];
    return { path, at, problem: `has ${count} not known here: see docs/operations/access-file.md` };
  }
  const message = issue.message.replace(/^Invalid input: /, '');
  return { path, problem: message.replace(/^expected (.*), received undefined$/, 'is missing: expected $1') };
}

/** `keys[2].mode` */
function written(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const shown = /^[\w.-]{1,64}$/.test(String(step)) ? String(step) : '…';
    return text === '' ? shown : `${text}.${shown}`;
  }, '');
}
