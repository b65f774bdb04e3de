import { lastValueFrom } from 'rxjs';
import { ACCESS_SOURCE, type AccessSource } from '#libs/config';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';

const SECRET = 'odoo_a-secret-of-the-access-file';

describe('a gateway with an access file', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let folder: AccessFolder;

  beforeAll(async () => {
    sandbox = await startSandbox();
    folder = new AccessFolder(`keys: [{ id: wall, secrets: [{ hash: "${hashOf(SECRET)}" }] }]`);
    gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: 'readwrite', ACCESS_FILE: folder.path });
  });

  afterAll(async () => {
    await sandbox.close();
    folder.remove();
  });

  const modeOf = async (key: string) => {
    const answer = await fetch(`${gateway.url}/mcp/mode`, { headers: { 'x-api-key': key } });
    return (await answer.json()) as unknown;
  };

  it('knows its keys, and API_KEY beside them', async () => {
    expect(await modeOf(SECRET)).toMatchObject({ mode: 'readonly' });
    expect(await modeOf(TEST_KEY)).toMatchObject({ mode: 'readwrite' });
  });

  it('lets a key do no more than its entry says', async () => {
    const create = { method: 'odoo_create', params: { model: 'res.partner', values: { name: 'a' } } };
    const { status } = await gateway.post('/mcp/tools/call', create, { 'x-api-key': SECRET });
    expect(status).toBe(403);
  });

  it('does not look at the file any more when it has ended', async () => {
    const { changes } = gateway.app.get<AccessSource>(ACCESS_SOURCE);
    const end = lastValueFrom(changes, { defaultValue: 'ended' });
    await gateway.close();
    expect(await end).toBe('ended');
  });
});
