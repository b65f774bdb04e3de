// The file system of the audit log is full, under load, and has room again.
import { copyFileSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway, startSandbox } from '../bench/programs.mjs';
import { brokenAt, linesOf } from './audit-told.mjs';
import { byStatus, callerTo, COUNT, happens, many } from './caller.mjs';
import { atLeast, atMost } from './figure.ts';
import { descriptors } from './held.mjs';

const LONG = { rounds: 10, calls: 200 };
const SHORT = { rounds: 2, calls: 60 };
const AT_ONCE = 8;
const SIZE_KB = 512;
const BACK_MS = 3000;

export const title = 'The file system of the audit log is full, and has room again';
export const pass =
  'no write is made without its line; writes are refused with audit_unavailable, reads are served; the first write that ' +
  'there is room for is made, without a restart; the log is whole';

export async function run({ short }) {
  const { rounds, calls } = short ? SHORT : LONG;
  await using open = new AsyncDisposableStack();
  const world = await startWorld(open);
  const { caller, disk, sandbox, gateway } = world;
  const write = (number) => caller.post('/mcp/tools/call', writeOf(number));
  const read = () => caller.post(...COUNT);
  const found = { made: 0, refused: 0, otherwise: [], reads: 0, back: [] };
  const answered = (answers) => {
    const { 200: made = 0, 503: refused = 0 } = byStatus(answers);
    found.made += made;
    found.refused += refused;
    found.otherwise.push(
      ...answers.filter(({ status, text }) => status !== 200 && !text.includes('audit_unavailable')),
    );
  };
  answered(await many(write, AT_ONCE, AT_ONCE));
  const before = filesOf(gateway);
  for (let round = 0; round < rounds; round += 1) {
    const [writes, reads] = [many(write, calls, AT_ONCE), many(read, calls / 4, 2)];
    disk.fill();
    answered(await writes);
    found.reads += (await reads).filter(({ status }) => status !== 200).length;
    answered(await many(write, AT_ONCE, AT_ONCE));
    const health = JSON.parse((await caller.get('/health')).text);
    if (health.audit !== 'failing') found.otherwise.push({ text: `GET /health said ${health.audit}` });
    disk.free();
    const freed = performance.now();
    const isBack = await happens(async () => {
      const answer = await write(round);
      answered([answer]);
      return answer.status === 200;
    });
    found.back.push(isBack ? performance.now() - freed : Infinity);
  }
  await happens(() => filesOf(gateway) === before);
  const left = filesOf(gateway) - before;
  const made = await writesAt(sandbox);
  const files = open.adopt(disk.copied(), (copies) => copies.remove()).files;
  const broken = brokenAt(files);
  return [
    atLeast('writes refused while it was full', found.refused, rounds),
    atMost('writes made without a line', made - linesOf(files, 'write'), 0),
    { name: 'writes made, and answered so', value: made, limit: `= ${found.made}`, ok: made === found.made },
    atMost('answered otherwise', found.otherwise.length, 0, { note: found.otherwise[0]?.text.slice(0, 200) }),
    atMost('reads refused', found.reads, 0),
    atLeast('rounds after which writes were made again', found.back.filter(Number.isFinite).length, rounds),
    atMost('after', Math.max(...found.back), BACK_MS, { unit: 'ms', timing: true }),
    atMost('files left open', left, 0),
    atMost('logs that are not whole', broken ? 1 : 0, 0, { note: broken }),
  ];
}

async function startWorld(open) {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-soak-'));
  open.defer(() => rmSync(folder, { recursive: true }));
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const settings = {
    AUDIT_FILE: join(folder, 'audit.jsonl'),
    // Files are put aside while it is full, too.
    AUDIT_MAX_BYTES: '40000',
    MCP_MODE: 'readwrite',
  };
  const under = smallDisk(folder);
  const gateway = open.adopt(await startGateway(sandbox.url, settings, [], { under }), (program) => program.stop());
  const caller = open.adopt(callerTo(gateway.url), (made) => made.close());
  return { sandbox, gateway, caller, disk: diskOf(gateway, folder) };
}

/** Descriptors that are no sockets. */
function filesOf({ pid }) {
  return descriptors(pid).filter((to) => !to.startsWith('socket:')).length;
}

/** A small file system at this folder, which the process alone sees, and which ends with it. Needs root, or user namespaces. */
function smallDisk(folder) {
  const own = process.getuid() === 0 ? [] : ['--map-root-user'];
  const mount = `mount -t tmpfs -o size=${SIZE_KB}k tmpfs ${folder} && exec "$@"`;
  return ['unshare', ...own, '--mount', 'sh', '-c', mount, 'sh'];
}

/** The file system as it is seen from outside. */
function diskOf({ pid }, folder) {
  const inside = `/proc/${pid}/root${folder}`;
  const filler = join(inside, 'filler');
  return {
    fill: () => {
      for (let size = SIZE_KB * 1024; size >= 1; size = Math.floor(size / 2)) {
        try {
          writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
        } catch {
          // Not so much is left.
        }
      }
    },
    free: () => truncateSync(filler, 0),
    copied: () => copiedLog(inside),
  };
}

/** The log of a gateway that runs, as it can be verified: its head first. @returns its files, oldest first; `remove`. */
function copiedLog(inside) {
  const kept = mkdtempSync(join(tmpdir(), 'odoo-mcp-soak-'));
  const names = readdirSync(inside).filter((name) => /^audit\.jsonl(\.\d+)?$/.test(name));
  for (const name of ['audit.jsonl.head', ...names]) copyFileSync(join(inside, name), join(kept, name));
  // By their numbers; the one that has none is the last.
  const files = [...names.filter((name) => name !== 'audit.jsonl').sort(), 'audit.jsonl'];
  return { files: files.map((name) => join(kept, name)), remove: () => rmSync(kept, { recursive: true }) };
}

function writeOf(number) {
  const params = { model: 'res.partner', ids: [(number % 40) + 1], values: { comment: `number ${number}` } };
  return { method: 'odoo_write', params };
}

async function writesAt({ url }) {
  const { byMethod } = await (await fetch(`${url}/sandbox/calls`)).json();
  return byMethod['res.partner.write'] ?? 0;
}
