import { createHash } from 'node:crypto';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { freePort } from '../fixtures/free-port.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { browse, type IdentityProvider, startIdentityProvider } from '../fixtures/identity-provider.js';
import { OAuthMemory } from '../fixtures/oauth-client.js';

const INFO = { name: 'test', version: '1' };
const COUNT = { name: 'odoo_count', arguments: { model: 'res.partner' } };
const CREATE = { name: 'odoo_create', arguments: { model: 'res.partner', values: [{ name: 'Ada' }] } };

interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
}

interface Program {
  connect(): Promise<void>;
  /** Takes the code that the browser came back with. */
  finish(callback: URL): Promise<void>;
  call(call: { name: string; arguments: Record<string, unknown> }): Promise<{ isError?: boolean | undefined }>;
  close(): Promise<void>;
}

/** The official SDKs, as their documentation says: what was refused is done again after the authorization. */
const PROGRAMS: Readonly<Record<string, (url: URL, memory: OAuthMemory) => Program>> = {
  'the SDK, second generation, modern era': (url, memory) => secondGeneration(url, memory, 'auto'),
  'the SDK, second generation, legacy era': (url, memory) => secondGeneration(url, memory, 'legacy'),
  'the SDK, first generation': (url, memory) => {
    let client = new ClientV1(INFO);
    let transport = new HttpV1(url, { authProvider: memory });
    return {
      connect: async () => {
        client = new ClientV1(INFO);
        transport = new HttpV1(url, { authProvider: memory });
        await client.connect(transport);
      },
      finish: ({ searchParams }) => transport.finishAuth(searchParams.get('code') ?? ''),
      call: async (call) => (await client.callTool(call)) as { isError?: boolean },
      close: () => client.close(),
    };
  },
};

function secondGeneration(url: URL, memory: OAuthMemory, mode: 'auto' | 'legacy'): Program {
  let client = new ClientV2(INFO, { versionNegotiation: { mode } });
  let transport = new HttpV2(url, { authProvider: memory });
  return {
    connect: async () => {
      client = new ClientV2(INFO, { versionNegotiation: { mode } });
      transport = new HttpV2(url, { authProvider: memory });
      await client.connect(transport);
    },
    finish: ({ searchParams }) => transport.finishAuth(searchParams),
    call: (call) => client.callTool(call),
    close: () => client.close(),
  };
}

describe('a program that knows nothing but the address of the gateway', () => {
  let sandbox: Sandbox;
  let provider: IdentityProvider;
  let gateway: RunningGateway;
  let url: URL;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    url = new URL(`${publicUrl}/mcp`);
    provider = await startIdentityProvider(url.href);
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      API_KEY: '',
      SERVER_PORT: String(port),
      PUBLIC_URL: publicUrl,
      OAUTH_ISSUER: provider.issuer,
      MCP_MODE: 'readwrite',
      RATE_LIMIT_REQUESTS: '100000',
      RATE_LIMIT_REFUSALS: '100000',
    });
  });

  afterAll(async () => {
    await gateway.close();
    await provider.stop();
    await sandbox.close();
  });

  it('is not let in with the ID token of its person', async () => {
    const memory = new OAuthMemory();
    const registration = await fetch(`${provider.issuer}/reg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(memory.clientMetadata),
    });
    const { client_id: clientId } = (await registration.json()) as { client_id: string };
    const verifier = 'v'.repeat(43);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const asked = { client_id: clientId, redirect_uri: memory.redirectUrl, resource: url.href };
    const start = new URL(`${provider.issuer}/auth`);
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    start.search = String(
      new URLSearchParams({ ...asked, ...pkce, response_type: 'code', scope: 'openid odoo:read', nonce: 'n' }),
    );
    const code = (await browse(start, memory.redirectUrl)).searchParams.get('code') ?? '';
    const body = new URLSearchParams({ ...asked, code, grant_type: 'authorization_code', code_verifier: verifier });
    const tokens = (await (await fetch(`${provider.issuer}/token`, { method: 'POST', body })).json()) as Tokens;
    const status = async (token: string) =>
      (await gateway.post('/mcp/tools/list', {}, { authorization: `Bearer ${token}` })).status;
    expect([await status(tokens.access_token), await status(tokens.id_token)]).toEqual([200, 401]);
  });

  describe.each(Object.entries(PROGRAMS))('%s', (_name, programOf) => {
    it('is told where to get a token, gets one, and gets another when a call needs more', async () => {
      const memory = new OAuthMemory();
      const program = programOf(url, memory);
      await expect(program.connect()).rejects.toThrow('Unauthorized');
      expect(memory.asked).toEqual(['odoo:read']);
      await program.finish(memory.callback as URL);
      await program.connect();
      expect((await program.call(COUNT)).isError ?? false).toBe(false);

      await expect(program.call(CREATE)).rejects.toThrow('Unauthorized');
      expect(memory.asked).toEqual(['odoo:read', 'odoo:read odoo:write']);
      await program.finish(memory.callback as URL);
      const created = await program.call(CREATE);
      expect(created.isError ?? false).toBe(false);
      await program.close();
    });
  });
});
