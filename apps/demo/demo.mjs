// The first command of the README: from a fresh clone to an answer from Odoo over MCP. Runs on Node 20 without any
// package installed, since installing them is its first step.
import { join } from 'node:path';
import { findOdoo, play, port, prepare, startGateway } from './stage.mjs';
import { root, run, seconds, step } from './steps.mjs';

async function main() {
  const started = Date.now();
  await prepare();
  const odoo = await findOdoo();
  await step(`Starting the gateway on port ${port}`, () => startGateway(odoo));
  const client = { MCP_URL: `http://localhost:${port}/mcp`, API_KEY: process.env.API_KEY ?? '' };
  const { code } = await run('node', [join(root, 'apps/demo/client.mjs')], { env: client, show: true });
  if (code !== 0) throw new Error('The MCP client had no answer.');
  process.stdout.write(`\nFrom the command to this answer: ${seconds(started)}\n`);
  showAddresses(odoo);
  if (process.env.ONCE === '1') return false;
  process.stdout.write('\nThe gateway stays up until Ctrl-C.\n');
  return true;
}

function showAddresses({ kind, settings }) {
  const base = `http://localhost:${port}`;
  const key = process.env.API_KEY;
  const header = key ? ' -H "Authorization: Bearer $API_KEY"' : '';
  const remote = [
    '-y',
    'mcp-remote@0.15.1',
    `${base}/mcp`,
    ...(key ? ['--header', 'Authorization:${AUTH_HEADER}'] : []),
  ];
  const server = {
    command: 'npx',
    args: [...remote, '--protocol', 'auto'],
    ...(key && { env: { AUTH_HEADER: 'Bearer <API_KEY>' } }),
  };
  process.stdout.write(`
Try it:
  MCP      ${base}/mcp
  REST     curl -s${header} -X POST ${base}/mcp/tools/call -H 'Content-Type: application/json' \\
             -d '{"method": "odoo_search", "params": {"model": "res.partner", "limit": 3}}'
  Health   ${base}/health
${kind === 'real' ? `  Odoo     ${settings.ODOO_URL} (admin / admin), stays up: make odoo-down ends it\n` : ''}
claude_desktop_config.json:
${JSON.stringify({ mcpServers: { odoo: server } }, null, 2)}
`);
}

await play(main);
