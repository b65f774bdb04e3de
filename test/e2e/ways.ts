import type { OdooRecord, PublicError } from '#libs/contracts';
import { type Environment, type RunningGateway, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { type RealOdoo, realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { DirectOdoo, type User } from './direct-odoo.js';

/** A user of an Odoo, and the door that it is asked through. */
export interface Way {
  readonly version: 19 | 14;
  readonly user: User;
  readonly door: 'MCP' | 'REST';
}

/** Every user on every version; each user and each version meets both doors. */
export const WAYS: readonly Way[] = [
  { version: 19, user: 'admin', door: 'MCP' },
  { version: 19, user: 'demo', door: 'REST' },
  { version: 14, user: 'admin', door: 'REST' },
  { version: 14, user: 'demo', door: 'MCP' },
];

export const WAY_NAME = '$user on Odoo $version by $door';

/** The models that every reading tool is tried on. */
export const MODELS = [
  'res.partner',
  'sale.order',
  'crm.lead',
  'account.move',
  'stock.picking',
  'product.product',
] as const;

/** A first report starts wkhtmltopdf and compiles assets. */
export const SLOWEST_MS = 60_000;

/** What a call gives, whichever door it went through. */
export interface Answer {
  /** What a model reads; over REST the body. */
  readonly text: string;
  /** The result; over MCP only of tools that are no lists of rows. */
  readonly result: Readonly<Record<string, unknown>>;
  /** Rows, of tools that have them. */
  readonly rows: readonly OdooRecord[];
  /** Files beside it or, over REST, in it; decoded. */
  readonly files: readonly Buffer[];
}

export interface McpContent {
  readonly type: string;
  readonly text?: string;
  readonly resource?: { readonly uri: string; readonly mimeType: string; readonly blob: string };
}

interface McpBody {
  readonly result: {
    readonly content: readonly McpContent[];
    readonly structuredContent?: Record<string, unknown>;
    readonly isError?: boolean;
  };
}

/** The gateway in front of one Odoo as one user, and that Odoo itself. */
export class Travel {
  private constructor(
    readonly way: Way,
    readonly odoo: RealOdoo,
    readonly gateway: RunningGateway,
    /** Odoo as the same user sees it. */
    readonly direct: DirectOdoo,
    /** Odoo as its administrator sees it, to look and to clean up. */
    readonly admin: DirectOdoo,
  ) {}

  static async start(way: Way, settings: Environment = {}): Promise<Travel> {
    const odoo = realOdoo(way.version);
    const gateway = await startGateway({
      ...realOdooSettings(odoo),
      ...(way.user === 'demo' && { ODOO_USERNAME: 'demo', ODOO_PASSWORD: 'demo' }),
      ODOO_TIMEOUT_MS: '60000',
      RATE_LIMIT_REQUESTS: '100000',
      ...settings,
    });
    return new Travel(way, odoo, gateway, new DirectOdoo(odoo, way.user), new DirectOdoo(odoo, 'admin'));
  }

  close(): Promise<void> {
    return this.gateway.close();
  }

  /** A tool's answer; fails where it is a refusal. */
  async call(tool: string, args: Record<string, unknown>): Promise<Answer> {
    const answer = await this.send(tool, args);
    if ('refusal' in answer) throw new Error(`${tool} was refused: ${JSON.stringify(answer.refusal)}`);
    return answer;
  }

  /** Why a tool refuses; fails where it does not. */
  async refusal(tool: string, args: Record<string, unknown>): Promise<PublicError> {
    const answer = await this.send(tool, args);
    if ('refusal' in answer) return answer.refusal;
    throw new Error(`${tool} was not refused: ${answer.text.slice(0, 500)}`);
  }

  /** A GET, as a dashboard sends it. */
  get(path: string): Promise<Response> {
    return fetch(this.gateway.url + path, { headers: { authorization: `Bearer ${TEST_KEY}` } });
  }

  private async send(tool: string, args: Record<string, unknown>): Promise<Answer | { refusal: PublicError }> {
    if (this.way.door === 'MCP') {
      const { body } = await new McpWire(this.gateway).modern('tools/call', { name: tool, arguments: args });
      return mcpAnswer(body as McpBody);
    }
    const { body } = await this.gateway.post('/mcp/tools/call', { method: tool, params: args, id: 1 });
    const { result, error } = body as { result: Record<string, unknown>; error?: { data: PublicError } };
    if (error) return { refusal: error.data };
    const found = ['records', 'groups', 'messages', 'attachments'].map((name) => result[name]).find(Array.isArray);
    const rows = (found ?? []) as OdooRecord[];
    const files = [result, ...rows].flatMap(({ content_base64: content }) =>
      typeof content === 'string' ? [Buffer.from(content, 'base64')] : [],
    );
    return { text: JSON.stringify(result), result, rows, files };
  }
}

function mcpAnswer({ result }: McpBody): Answer | { refusal: PublicError } {
  const { content, structuredContent = {}, isError } = result;
  const text = content[0]?.text ?? '';
  if (isError) return { refusal: (JSON.parse(text) as { error: PublicError }).error };
  const files = content.flatMap(({ resource }) => (resource ? [Buffer.from(resource.blob, 'base64')] : []));
  return { text, result: structuredContent, rows: rowsIn(text), files };
}

/** Rows as they stand in a text for models: a heading, the columns, then a list a row. */
function rowsIn(text: string): OdooRecord[] {
  const [, columns = '', ...lines] = text.split('\n');
  if (!columns.startsWith('["') || !lines.every((line) => line.startsWith('['))) return [];
  const names = JSON.parse(columns) as string[];
  return lines.map((line) => {
    const values = JSON.parse(line) as unknown[];
    return Object.fromEntries(names.map((name, index) => [name, values[index]]));
  });
}
