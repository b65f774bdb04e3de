import type { JWTPayload } from 'jose';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { fakeOnly } from '../fixtures/fake-timers.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { initialize, legacy, modern } from '../fixtures/mcp-messages.js';
import { SocketClient } from '../fixtures/socket-client.js';
import { startIssuer, type TokenIssuer } from '../fixtures/token-issuer.js';

const PUBLIC_URL = 'https://mcp.example.com';

describe('a token that ends while its socket is open', () => {
  let sandbox: Sandbox;
  let issuer: TokenIssuer;
  let gateway: RunningGateway;

  beforeAll(async () => {
    fakeOnly('Date');
    sandbox = await startSandbox();
    issuer = await startIssuer({ audience: `${PUBLIC_URL}/mcp` });
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      PUBLIC_URL,
      OAUTH_ISSUER: issuer.issuer,
      OAUTH_CLOCK_TOLERANCE_SECONDS: '0',
    });
  });

  afterAll(async () => {
    await gateway.close();
    await issuer.close();
    await sandbox.close();
    jest.useRealTimers();
  });

  it.each([
    ['of MCP', modern('tools/call', { name: 'odoo_count', arguments: { model: 'res.partner' } })],
    ["of the seed's", { method: 'odoo_count', params: { model: 'res.partner' } }],
  ])('lets no further message %s through', async (_what, message) => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const headers = { authorization: `Bearer ${await issuer.sign({ exp })}` };
    const client = await SocketClient.connect(gateway.url, { headers });
    expect(await client.ask(message)).not.toHaveProperty('error');
    jest.setSystemTime(exp * 1000);
    expect(await client.ask(message)).toMatchObject({
      error: { code: 401, message: 'The token has expired.', data: { code: 'unauthenticated' } },
    });
    await client.close();
  });

  it('does not end what its session may do with the next one', async () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const show = async (claims: JWTPayload) => ({
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${await issuer.sign(claims)}`,
    });
    const opened = await gateway.post('/mcp', { ...initialize(), id: 1 }, await show({ exp }));
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' };
    const subscribe = { ...legacy('resources/subscribe', { uri: 'odoo://models/res.partner' }), id: 2 };
    jest.setSystemTime(exp * 1000);
    const statuses = [];
    for (const claims of [{ exp }, {}]) {
      const { status, body } = await gateway.post('/mcp', subscribe, { ...(await show(claims)), ...session });
      statuses.push([status, JSON.stringify(body).includes('error')]);
    }
    expect(statuses).toEqual([
      [401, true],
      [200, false],
    ]);
  });
});
