// `make demo-modes`: the same calls to a readonly gateway and to one that may write. What it creates it deletes.
import { findOdoo, play, port, prepare, startGateway } from './stage.mjs';
import { step, stop } from './steps.mjs';

const NAME = 'Demo of the modes, may be deleted';
const { API_KEY } = process.env;

async function main() {
  await prepare();
  const odoo = await findOdoo();
  const readonly = await open(odoo, 'readonly');
  await show('odoo_count', { model: 'res.partner' }, done);
  await show('odoo_create', { model: 'res.partner', values: { name: NAME } }, refused);
  await show('odoo_call', { model: 'res.partner', method: 'write', args: [[1], { name: NAME }] }, refused);
  await show('odoo_unlink', { model: 'res.partner', ids: [1] }, refused);
  await stop(readonly);
  const readwrite = await open(odoo, 'readwrite');
  const { created_id: id } = await show('odoo_create', { model: 'res.partner', values: { name: NAME } }, done);
  try {
    await show('odoo_write', { model: 'res.partner', ids: [id], values: { comment: 'Changed' } }, done);
  } finally {
    await show('odoo_unlink', { model: 'res.partner', ids: [id] }, done);
  }
  await show('odoo_search', { model: 'ir.config_parameter' }, refused);
  await stop(readwrite);
  process.stdout.write('\nWhat stays closed in either mode: docs/modes.md. Nothing is left in Odoo of all this.\n');
}

async function open(odoo, mode) {
  process.stdout.write('\n');
  return step(`Starting a ${mode} gateway on port ${port}`, () => startGateway(odoo, { MCP_MODE: mode }));
}

/** Makes a call, shows how it ended, and takes it amiss where it was not to end so. */
async function show(method, params, expected) {
  const answer = await fetch(`http://127.0.0.1:${port}/mcp/tools/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(API_KEY && { authorization: `Bearer ${API_KEY}` }) },
    body: JSON.stringify({ method, params }),
  });
  const { result, error } = await answer.json();
  process.stdout.write(
    `  ${method} ${JSON.stringify(params)}\n    ${error ? `✗ ${error.message}` : `✓ ${brief(result)}`}\n`,
  );
  if (!expected(error)) throw new Error(`${method} was not to end so.`);
  return result;
}

function done(error) {
  return error === undefined;
}

function refused(error) {
  return error?.data.code === 'forbidden';
}

function brief(result) {
  const { records: _rows, record: _row, ...rest } = result;
  const text = JSON.stringify(rest);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

await play(main);
