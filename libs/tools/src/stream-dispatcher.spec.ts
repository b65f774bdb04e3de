import {
  type CallRecord,
  type Deadline,
  defineTool,
  InvalidArguments,
  type Mode,
  NotFound,
  type OdooGuard,
  type OdooRecord,
  OdooTimeout,
  type RowPages,
  type StreamCall,
  type StreamEvent,
  type StreamPosition,
  type ToolContext,
} from '#libs/contracts';
import { z } from 'zod';
import { noFiles } from '../../../test/fixtures/absent-ports.js';
import { ChargedBudget } from '../../../test/fixtures/charged-budget.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { keyedCalls } from '../../../test/fixtures/keyed-calls.js';
import { principal as principalOf } from '../../../test/fixtures/principals.js';
import { clients, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import { readableSigner as signer } from '../../../test/fixtures/readable-signer.js';
import { untraced } from '../../../test/fixtures/recording-tracer.js';
import { callTimes, toolLimits } from '../../../test/fixtures/tool-limits.js';
import { CallDeadlines } from './call-deadlines.js';
import { CallNotes } from './call-notes.js';
import { CatalogStreams } from './stream-dispatcher.js';
import { ToolRunner } from './tool-runner.js';

const rowsFrom = (first: number, last: number): OdooRecord[] =>
  Array.from({ length: last - first + 1 }, (_, place) => ({ id: first + place }));

describe('CatalogStreams', () => {
  let notes: CallRecord[];
  let pages: Array<readonly OdooRecord[] | Error>;
  /** Positions that rows were asked for from. */
  let opened: Array<StreamPosition | undefined>;
  let taken: number;
  let behave: (context: ToolContext) => Promise<{ count: number }>;
  let streams: CatalogStreams;
  let budget: ChargedBudget;

  beforeEach(() => {
    notes = [];
    pages = [rowsFrom(1, 5), [], rowsFrom(6, 7)];
    opened = [];
    taken = 0;
    behave = async () => ({ count: 7 });
    budget = new ChargedBudget();
    streams = new CatalogStreams(
      new ToolRunner(
        [rows, look, change],
        guard,
        toolLimits({ streamChunkRows: 2 }),
        signer,
        'never',
        budget,
        keyedCalls(),
      ),
      new CallNotes({ callEnded: (note) => notes.push(note) }, () => 0, untraced),
      new CallDeadlines(callTimes, () => 0),
    );
  });

  const odoo = new RecordingOdoo({});
  const port = { schema: odoo.schema, files: noFiles, serverInfo: () => odoo.serverInfo() };
  const guard: { -readonly [Member in keyof OdooGuard]: OdooGuard[Member] } = {
    accessOf: () => 'execute',
    reader: () => ({ odoo: clients.reader(odoo), effectOf: async () => 'read', ...port }),
    executor: () => ({ odoo: clients.executor(odoo), effectOf: async () => 'read', ...port }),
    writer: () => ({ odoo: clients.writer(odoo), effectOf: async () => 'change', ...port }),
  };

  const shape = {
    title: 'x',
    description: 'x',
    access: 'read',
    input: z.strictObject({ model: z.string(), order: z.string().default('id') }),
    output: z.object({ count: z.int() }),
  } as const;
  const run = (_args: unknown, context: ToolContext): Promise<{ count: number }> => behave(context);
  const look = defineTool({ ...shape, name: 'look', run });
  const change = defineTool({ ...shape, name: 'change', access: 'write', run });
  const rows = defineTool({
    ...shape,
    name: 'rows',
    run,
    async pages({ model }, _context, after): Promise<RowPages> {
      if (model === 'res.partners') throw new NotFound(`The model ${model} does not exist in this Odoo.`);
      opened.push(after);
      const next = async () => {
        const page = pages[taken++];
        if (page instanceof Error) throw page;
        return page;
      };
      return { total: 7, columns: ['id'], booleans: [], next };
    },
  });

  function open(change_: Partial<StreamCall> = {}, mode: Mode = 'readonly', id = 'someone') {
    const principal = principalOf(mode, {}, id);
    const call = { tool: 'rows', arguments: { model: 'x' }, principal, door: 'rest', requestId: 'r1' } as const;
    return streams.open({ ...call, ...change_ });
  }

  async function rest(stream: AsyncGenerator<StreamEvent>): Promise<StreamEvent[]> {
    const events: StreamEvent[] = [];
    for await (const event of stream) events.push(event);
    return events;
  }

  const chunksIn = (events: readonly StreamEvent[]) =>
    events.flatMap((event) => (event.type === 'chunk' ? [event] : []));
  const cursorsIn = (events: readonly StreamEvent[]) => chunksIn(events).map(({ cursor }) => cursor);
  const refusal = (change_: Partial<StreamCall>, mode?: Mode, id?: string) => failureOf(open(change_, mode, id).next());
  const settle = () => new Promise(setImmediate);

  describe('of rows', () => {
    it('cost the same however many rows there are, and nothing is read for one who has too little', async () => {
      await rest(open());
      expect(budget.charged).toEqual([['someone', 4]]);
      budget.isEmpty = true;
      expect(await refusal({})).toMatchObject({ code: 'rate_limited' });
      expect(opened).toHaveLength(1);
    });

    it('gives a start, chunks of so many rows at most, and an end', async () => {
      const events = await rest(open());
      expect(events.map(({ type }) => type)).toEqual(['start', 'chunk', 'chunk', 'chunk', 'chunk', 'end']);
      expect(events[0]).toEqual({ type: 'start', tool: 'rows', total: 7, columns: ['id'], booleans: [] });
      expect(chunksIn(events).map(({ rows: { length }, progress }) => [length, progress])).toEqual([
        [2, { current: 2, total: 7 }],
        [2, { current: 4, total: 7 }],
        [1, { current: 5, total: 7 }],
        [2, { current: 7, total: 7 }],
      ]);
      expect(chunksIn(events).flatMap((chunk) => chunk.rows)).toEqual(rowsFrom(1, 7));
    });

    it('reads a page when it is asked for a row of it, and not before', async () => {
      const stream = open();
      const read: number[] = [];
      for (let event = 0; event < 6; event += 1) {
        await stream.next();
        await settle();
        read.push(taken);
      }
      expect(read).toEqual([0, 1, 1, 1, 3, 4]);
    });

    it('carries where each chunk ends, the latest id first and twenty at most', async () => {
      pages = [rowsFrom(1, 30)];
      const last = cursorsIn(await rest(open())).at(-1);
      await rest(open({ resume: last }));
      expect(opened[1]).toEqual({
        sent: 30,
        lastIds: rowsFrom(11, 30)
          .map(({ id }) => id)
          .toReversed(),
      });
    });

    it('goes on counting where it was cut, and carries what was carried', async () => {
      const [cursor] = cursorsIn(await rest(open()));
      pages = [rowsFrom(3, 3)];
      taken = 0;
      const events = await rest(open({ resume: cursor }));
      expect(chunksIn(events)).toMatchObject([{ rows: [{ id: 3 }], progress: { current: 3, total: 7 } }]);
      await rest(open({ resume: cursorsIn(events)[0] }));
      expect(opened.slice(1)).toEqual([
        { sent: 2, lastIds: [2, 1] },
        { sent: 3, lastIds: [3, 2, 1] },
      ]);
    });

    it('never has more rows than its total says', async () => {
      pages = [rowsFrom(1, 9)];
      expect(chunksIn(await rest(open())).at(-1)?.progress).toEqual({ current: 9, total: 9 });
    });

    it('refuses the cursor of another question, another caller, or nobody', async () => {
      const [cursor] = cursorsIn(await rest(open()));
      const tries = [
        refusal({ resume: cursor, arguments: { model: 'y' } }),
        refusal({ resume: cursor, arguments: { model: 'x', order: 'name' } }),
        refusal({ resume: cursor }, 'readonly', 'somebody else'),
        refusal({ resume: signer.seal('cursor', [2, 2, 1]) }),
        refusal({ resume: signer.seal('cursor', 50) }),
      ];
      for (const failure of await Promise.all(tries)) {
        expect(failure).toBeInstanceOf(InvalidArguments);
        expect(failure.rule).toBe('cursor');
      }
      expect(opened).toHaveLength(1);
    });

    it('fails where a page fails, and says nothing more', async () => {
      pages[2] = new OdooTimeout('Slow.');
      const stream = open();
      for (let event = 0; event < 4; event += 1) await stream.next();
      await expect(stream.next()).rejects.toBe(pages[2]);
      expect(await stream.next()).toEqual({ value: undefined, done: true });
      expect(notes).toMatchObject([{ tool: 'rows', outcome: 'odoo_timeout' }]);
    });

    it('names the models that may have been meant', async () => {
      port.files = { ...noFiles, models: async () => [{ model: 'res.partner', name: 'Contact' }] };
      expect((await refusal({ arguments: { model: 'res.partners' } })).hint).toContain('res.partner');
    });
  });

  describe('of one result', () => {
    it('gives a start, what the call has to tell, the result and an end', async () => {
      behave = async ({ progress }) => {
        progress({ done: 1, total: 2 });
        await settle();
        progress({ done: 2, total: 2 });
        await settle();
        return { count: 7 };
      };
      expect(await rest(open({ tool: 'look' }))).toMatchObject([
        { type: 'start', tool: 'look' },
        { type: 'progress', progress: { done: 1, total: 2 } },
        { type: 'progress', progress: { done: 2, total: 2 } },
        { type: 'result', outcome: { result: { count: 7 }, text: '{"count":7}', structured: true } },
        { type: 'end' },
      ]);
    });

    it('runs when the result is asked for, and not before', async () => {
      const ran = jest.fn(async () => ({ count: 7 }));
      behave = ran;
      const stream = open({ tool: 'look' });
      await stream.next();
      await settle();
      expect(ran).not.toHaveBeenCalled();
      await stream.next();
      expect(ran).toHaveBeenCalledTimes(1);
    });

    it('fails where the call fails', async () => {
      behave = async () => Promise.reject(new OdooTimeout('Slow.'));
      const stream = open({ tool: 'look' });
      await stream.next();
      await expect(stream.next()).rejects.toBeInstanceOf(OdooTimeout);
    });

    it('takes no cursor', async () => {
      expect(await refusal({ tool: 'look', resume: 'x' })).toBeInstanceOf(InvalidArguments);
    });
  });

  it.each([
    ['a tool that there is not', { tool: 'nothing' }, 'not_found'],
    ['a tool that writes', { tool: 'change' }, 'forbidden'],
    ['arguments that are none', { arguments: { modle: 'x' } }, 'invalid_arguments'],
  ])('refuses %s before its first event', async (_what, given, code) => {
    expect(await refusal(given)).toMatchObject({ code });
    expect(notes).toMatchObject([{ outcome: code, principal: 'someone', requestId: 'r1' }]);
  });

  describe('the deadline of a stream', () => {
    let deadline: Deadline | undefined;
    const left = () => deadline?.leftMs;

    beforeEach(() => {
      guard.reader = (_principal, end) => {
        deadline = end?.deadline;
        return { odoo: clients.reader(odoo), effectOf: async () => 'read', ...port };
      };
    });

    it('of rows passes for each chunk anew, and never while it is the reader who is waited for', async () => {
      const stream = open();
      await stream.next();
      expect(left()).toBe(Number.POSITIVE_INFINITY);
      let leftWhileReading: number | undefined;
      pages = [];
      Object.defineProperty(pages, 0, {
        get: () => {
          leftWhileReading = left();
          return rowsFrom(1, 2);
        },
      });
      await stream.next();
      expect(leftWhileReading).toBe(callTimes.defaultMs);
      expect(left()).toBe(Number.POSITIVE_INFINITY);
      await stream.return();
    });

    it('of rows is that of the whole where its caller names one', async () => {
      const stream = open({ timeoutMs: 500 });
      await stream.next();
      expect(left()).toBe(500);
      await stream.return();
    });

    it('of one result is that of a call', async () => {
      const stream = open({ tool: 'look' });
      await stream.next();
      expect(left()).toBe(callTimes.defaultMs);
      await stream.return();
    });
  });

  it('takes one note of a stream, when it ends', async () => {
    const stream = open();
    await stream.next();
    expect(notes).toEqual([]);
    await rest(stream);
    expect(notes).toMatchObject([{ tool: 'rows', access: 'read', door: 'rest', outcome: 'ok' }]);
  });

  it('takes note of a reader who leaves in the middle, and of none who leaves at the end', async () => {
    const left = open();
    await left.next();
    await left.return();
    expect(notes).toMatchObject([{ tool: 'rows', outcome: 'cancelled' }]);
    pages = [];
    const ended = open();
    await ended.next();
    expect(await ended.next()).toEqual({ value: { type: 'end' }, done: false });
    await ended.return();
    expect(notes[1]).toMatchObject({ outcome: 'ok' });
  });
});
