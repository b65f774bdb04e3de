import { Mistake } from '../mistake.js';
import { carefulFetch } from './careful-fetch.js';
import { headersOf, printable } from './mcp-visit.js';

/** What `GET /health` says, as far as it is read here. */
export interface Health {
  readonly service: string;
  readonly version: string;
  readonly mode: string;
  readonly state: string;
  readonly odoo: Readonly<Record<'reachable' | 'unreachable' | 'unknown', number>>;
  /** Seconds by which the clock there is ahead of the one here. */
  readonly aheadSeconds: number;
}

/** What `GET /mcp/mode` says. */
export interface ModeFacts {
  readonly mode: string;
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
  readonly tools: readonly string[];
  readonly description: string;
}

type Json = Readonly<Record<string, unknown>>;

/** @param endpoint of MCP. @throws Mistake where no gateway answers. */
export async function askHealth(endpoint: URL, now: () => Date): Promise<Health> {
  const { body, date } = await getJson(addressOf(endpoint, '/health'), '');
  const odoo = (body['odoo'] ?? {}) as Json;
  const count = (name: string): number => Number(odoo[name]) || 0;
  return {
    service: word(body['service']),
    version: word(body['version']),
    mode: word(body['mode']),
    state: word(body['state']),
    odoo: { reachable: count('reachable'), unreachable: count('unreachable'), unknown: count('unknown') },
    aheadSeconds: secondsAhead(date, now()),
  };
}

/** @throws Mistake where no gateway answers, or does not take the key. */
export async function askMode(endpoint: URL, key: string): Promise<ModeFacts> {
  const { body } = await getJson(addressOf(endpoint, '/mcp/mode'), key);
  return {
    mode: word(body['mode']),
    allowed: words(body['allowed_permissions']),
    forbidden: words(body['forbidden_permissions']),
    tools: words(body['allowed_tools']),
    description: word(body['description']),
  };
}

/** By its `Date` header, which has whole seconds; 0 where there is none. */
export function secondsAhead(date: string | null, here: Date): number {
  const there = Date.parse(date ?? '');
  return Number.isNaN(there) ? 0 : Math.round((there - here.getTime()) / 1000);
}

/** A path of the gateway, which may be served below a path itself. */
function addressOf({ pathname, origin }: URL, path: string): URL {
  return new URL(pathname.replace(/\/mcp\/?$/, '') + path, origin);
}

async function getJson(url: URL, key: string): Promise<{ body: Json; date: string | null }> {
  const answer = await carefulFetch(url, { headers: headersOf({ key }) });
  const text = await answer.text();
  if (answer.status === 401) throw new Mistake('It wants a key that it knows: set API_KEY.');
  if (answer.status === 403) throw new Mistake('It refuses this address, host name or key.');
  const body = parsed(text);
  if (!body || !answer.ok) throw new Mistake(`What answers at ${url.href} is no gateway (status ${answer.status}).`);
  return { body, date: answer.headers.get('date') };
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function word(value: unknown): string {
  return typeof value === 'string' ? printable(value) : '?';
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.map(word) : [];
}
