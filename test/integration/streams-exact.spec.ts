import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { framesIn } from '../fixtures/stream-frames.js';
import { idsIn, isChunk, StreamClient } from '../fixtures/stream-client.js';

const SETTINGS: Environment = {
  STATE_SECRET: 'a-secret-of-thirty-two-characters',
  RATE_LIMIT_REQUESTS: '100000',
  STREAM_CHUNK_SIZE: '20',
  MCP_MODE: 'readwrite',
};
const SSE = 'text/event-stream';
const NDJSON = 'application/x-ndjson; cursors=true';
const CSV = 'text/csv; cursors=true';

/** What a client has that goes on behind its last cursor: the rows before it, and it. */
interface Taken {
  readonly ids: readonly number[];
  readonly cursor: string | undefined;
}

const readers: Readonly<Record<string, (text: string) => Taken>> = {
  [SSE]: (text) => {
    const chunks = framesIn(text).filter(isChunk);
    return { ids: idsIn(chunks), cursor: chunks.at(-1)?.id };
  },
  [NDJSON]: (text) => {
    const lines = wholeLines(text).map((line) => JSON.parse(line) as { id?: number; cursor?: string });
    const last = lines.findLastIndex(({ cursor }) => cursor !== undefined);
    return { ids: lines.slice(0, last + 1).flatMap(({ id }) => id ?? []), cursor: lines[last]?.cursor };
  },
  [CSV]: (text) => {
    const rows = wholeLines(text).filter((line) => /^\d/.test(line));
    const last = rows.findLastIndex((row) => cursorOf(row) !== '');
    return { ids: rows.slice(0, last + 1).map((row) => Number.parseInt(row, 10)), cursor: cursorOf(rows[last]) };
  },
};

function wholeLines(text: string): string[] {
  return text.split(/\r?\n/).slice(0, -1);
}

function cursorOf(row: string | undefined): string | undefined {
  return row?.slice(row.lastIndexOf(',') + 1);
}

/** A generator of Lehmer's, from 0 up to 1: the same places in every run. */
function places(): () => number {
  let state = 7;
  return () => {
    state = (state * 48_271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
}

describe('a stream has every row once', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let replica: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 3000 });
    const settings = { ...sandboxSettings(sandbox), ...SETTINGS };
    [gateway, replica] = await Promise.all([startGateway(settings), startGateway(settings)]);
  });

  afterAll(async () => {
    await Promise.all([gateway.close(), replica.close()]);
    await sandbox.close();
  });

  const callBy = (order: string) => ({
    method: 'odoo_search',
    params: { model: 'res.partner', fields: ['name'], order },
  });

  async function textOf(accept: string, order: string, cursor?: string, by = gateway): Promise<string> {
    const headers = { accept, ...(cursor !== undefined && { 'last-event-id': cursor }) };
    return (await StreamClient.open(by, callBy(order), headers)).all();
  }

  async function query(method: string, ...args: unknown[]): Promise<unknown> {
    const { body } = await replica.post('/odoo/query', { model: 'res.partner', method, args });
    return (body as { result: unknown }).result;
  }

  const search = async () => (await query('search', [])) as number[];

  it.each([
    [SSE, 'id'],
    [NDJSON, 'name'],
    [CSV, 'name desc'],
  ])('while others create, write and unlink: %s by %s', async (accept, order) => {
    const before = await search();
    const read = new AbortController();
    const changing = (async () => {
      for (let turn = 0; !read.signal.aborted; turn += 1) {
        const [id] = [await query('create', { name: `new ${turn}` })].flat();
        await query('write', [before[(turn * 37) % before.length]], { name: `moved ${turn}` });
        if (turn % 2 === 0) await query('unlink', [id]);
      }
    })();
    const { ids } = (readers[accept] as (text: string) => Taken)(await textOf(accept, order));
    read.abort();
    await changing;
    const came = new Set(ids);
    const after = new Set(await search());
    expect(ids).toHaveLength(came.size);
    expect(before.filter((id) => after.has(id) && !came.has(id))).toEqual([]);
  });

  it.each([
    [SSE, 'id'],
    [NDJSON, 'name desc'],
    [CSV, 'id'],
  ])('though it is cut anywhere and gone on with, at another replica too: %s by %s', async (accept, order) => {
    const read = readers[accept] as (text: string) => Taken;
    const whole = await textOf(accept, order);
    const next = places();
    for (let cut = 0; cut < 12; cut += 1) {
      // All that a client has of a stream that was cut there.
      const taken = read(whole.slice(0, Math.floor(next() * whole.length)));
      const rest = await textOf(accept, order, taken.cursor, cut % 2 === 0 ? gateway : replica);
      expect([...taken.ids, ...read(rest).ids]).toEqual(read(whole).ids);
    }
  });

  it('has cursors in CSV as they are, those too that begin like a formula', async () => {
    const lines = wholeLines(await textOf(NDJSON, 'id'));
    const cursors = lines.flatMap((line) => (JSON.parse(line) as { cursor?: string }).cursor ?? []);
    const cells = wholeLines(await textOf(CSV, 'id'))
      .slice(1)
      .map(cursorOf);
    expect(cells.filter((cell) => cell !== '')).toEqual(cursors);
    expect(cursors.some((cursor) => cursor.startsWith('-'))).toBe(true);
  });
});
