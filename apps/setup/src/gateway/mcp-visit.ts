import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Mistake } from '../mistake.js';
import { carefulFetch } from './careful-fetch.js';

/** How a client introduces itself to a gateway. */
export interface Credentials {
  /** Of the MCP endpoint. */
  readonly url: URL;
  readonly key: string;
  /** The Odoo connection that calls go to; the key's first where it is not said. */
  readonly connection?: string | undefined;
}

/** What a client finds there. */
export interface Visit {
  readonly server: string;
  /** Revision of the protocol that both speak. */
  readonly protocol: string;
  readonly tools: readonly string[];
}

/** As long as a name of anything there is. */
const LONGEST_NAME = 100;

const CLIENT_INFO = { name: 'odoo-mcp-setup', version: '1.0.0' };

export function headersOf({ key, connection }: Omit<Credentials, 'url'>): Record<string, string> {
  return {
    ...(key !== '' && { authorization: `Bearer ${key}` }),
    ...(connection !== undefined && { 'x-odoo-connection': connection }),
  };
}

/**
 * Asks a gateway what it has, as an MCP client does: opens with discovery or `initialize`, and lists the tools.
 * @throws Mistake where it is no gateway, or does not take the key.
 */
export async function visitGateway(credentials: Credentials): Promise<Visit> {
  let refusal: Mistake | undefined;
  const client = new Client(CLIENT_INFO, { versionNegotiation: { mode: 'auto' } });
  const transport = new StreamableHTTPClientTransport(credentials.url, {
    requestInit: { headers: headersOf(credentials) },
    fetch: async (url, init) => {
      try {
        const answer = await carefulFetch(url, init);
        refusal = refusalOf(answer) ?? refusal;
        return answer;
      } catch (error) {
        if (error instanceof Mistake) refusal = error;
        throw error;
      }
    },
  });
  try {
    await client.connect(transport);
    const { tools } = await client.listTools();
    const { name = '', version = '' } = client.getServerVersion() ?? {};
    return {
      server: `${printable(name)} ${printable(version)}`.trim(),
      protocol: printable(client.getNegotiatedProtocolVersion() ?? ''),
      tools: tools.map((tool) => printable(tool.name)),
    };
  } catch {
    // The SDK's own words hold whatever was answered there.
    throw refusal ?? new Mistake('What answers there is no MCP server: check the address and its path.');
  } finally {
    await client.close();
  }
}

function refusalOf({ status, headers }: Response): Mistake | undefined {
  if (status === 401) return new Mistake('It does not know this key: check it with whoever runs the gateway.');
  if (status === 403) {
    return new Mistake(
      'It refuses: the key may not come from here or use this connection, or the gateway does not take this host name (ALLOWED_HOSTS).',
    );
  }
  if (status === 429) return new Mistake('It has had too many requests of late: wait a minute.');
  if (status >= 500) return new Mistake(`It is there and cannot answer now (status ${status}): look at its log.`);
  const type = headers.get('content-type') ?? '';
  if (/^text\/html/i.test(type))
    return new Mistake('What answers there is a web page, and no MCP server: check the address and its path.');
  return status === 404 ? new Mistake('There is no MCP server at this path: the gateway has it at /mcp.') : undefined;
}

/** What a server says of itself goes to a terminal, where control characters would act. */
export function printable(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '').slice(0, LONGEST_NAME);
}
