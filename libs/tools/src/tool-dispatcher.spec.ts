import { noFiles, noSigner } from '../../../test/fixtures/absent-ports.js';
import { keyedCalls } from '../../../test/fixtures/keyed-calls.js';
import { principal as principalOf } from '../../../test/fixtures/principals.js';
import { callTimes, toolLimits } from '../../../test/fixtures/tool-limits.js';
import {
  type Access,
  type CallRecord,
  type ConfirmPolicy,
  Declined,
  defineTool,
  type Effect,
  Internal,
  type Mode,
  NotFound,
  type OdooGuard,
  OdooRejected,
  type Principal,
  type Question,
  type ToolCall,
  type ToolDefinition,
} from '#libs/contracts';
import { z } from 'zod';
import { ChargedBudget } from '../../../test/fixtures/charged-budget.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { clients, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import { untraced } from '../../../test/fixtures/recording-tracer.js';
import { CallDeadlines } from './call-deadlines.js';
import { CallNotes } from './call-notes.js';
import { CatalogDispatcher } from './tool-dispatcher.js';
import { ToolRunner } from './tool-runner.js';

const CANARY = 'canary-9f2c';

describe('CatalogDispatcher', () => {
  let now = 0;
  let notes: CallRecord[];
  let handedOut: string[];
  let ran: unknown[];
  let budget: ChargedBudget;
  let behave: () => Promise<{ count: number }>;

  beforeEach(() => {
    now = 1000;
    notes = [];
    handedOut = [];
    ran = [];
    budget = new ChargedBudget();
    behave = async () => ({ count: 7 });
  });

  function tool(name: string, access: Access, toText?: () => string, question?: Question): ToolDefinition {
    return defineTool({
      name,
      title: name,
      description: name,
      access,
      input: z.strictObject({ model: z.string().max(10), limit: z.int().default(5) }),
      output: z.object({ count: z.int() }),
      run: async (args) => {
        ran.push(args);
        now += 250;
        return behave();
      },
      ...(toText && { toText }),
      ...(question && { question: async () => question }),
    });
  }

  function dispatcher(confirm: ConfirmPolicy = 'destructive'): CatalogDispatcher {
    const odoo = new RecordingOdoo({});
    const rest = {
      schema: odoo.schema,
      files: noFiles,
      serverInfo: () => odoo.serverInfo(),
      effectOf: async (): Promise<Effect> => 'unknown',
    };
    const guard: OdooGuard = {
      accessOf: () => 'execute',
      reader: ({ id, odoo: { connection } }) => {
        handedOut.push(`reader for ${id}${connection === 'default' ? '' : ` at ${connection}`}`);
        return { odoo: clients.reader(odoo), ...rest };
      },
      executor: ({ id }) => {
        handedOut.push(`executor for ${id}`);
        return { odoo: clients.executor(odoo), ...rest };
      },
      writer: ({ id }) => {
        handedOut.push(`writer for ${id}`);
        return { odoo: clients.writer(odoo), ...rest };
      },
    };
    const catalog = [
      tool('look', 'read'),
      tool('rows', 'read', () => 'as text'),
      tool('change', 'write', undefined, { text: 'Change it?', grave: false }),
      tool('destroy', 'delete', undefined, { text: 'Delete it?', grave: true }),
      { ...tool('act', 'execute'), weight: 3 },
    ];
    return new CatalogDispatcher(
      catalog,
      new ToolRunner(catalog, guard, toolLimits(), noSigner, confirm, budget, keyedCalls()),
      new CallNotes({ callEnded: (note) => notes.push(note) }, () => now, untraced),
      new CallDeadlines(callTimes, () => 0),
    );
  }

  function call(change: Partial<ToolCall> = {}, mode: Mode = 'readonly'): ToolCall {
    const principal = principalOf(mode, {}, 'someone');
    return { tool: 'look', arguments: { model: 'x' }, principal, door: 'rest', requestId: 'r1', ...change };
  }

  const refusal = (given: ToolCall) => failureOf(dispatcher().call(given));

  it('lists what a mode allows', () => {
    const names = (mode: Mode) =>
      dispatcher()
        .list(principalOf(mode))
        .map(({ name }) => name);
    expect(names('readonly')).toEqual(['look', 'rows', 'act']);
    expect(names('readwrite')).toEqual(['look', 'rows', 'change', 'destroy', 'act']);
  });

  it('gives every principal of a mode the same list, so that it is built once', () => {
    const catalog = dispatcher();
    expect(catalog.list(principalOf('readonly', {}, 'a'))).toBe(catalog.list(principalOf('readonly', {}, 'b')));
  });

  describe('for a principal with several Odoos', () => {
    const several = (mode: Mode, ...names: readonly string[]): Principal => ({
      ...principalOf(mode),
      otherOdoos: names.map((connection) => ({ connection, companies: [] })),
    });
    const argumentIn = (principal: Principal) =>
      dispatcher()
        .list(principal)
        .map(({ inputSchema }) => (inputSchema['properties'] as Record<string, unknown>)['connection']);

    it('lists which it may name, and nothing of that to who has no choice', () => {
      expect(argumentIn(several('readonly', 'shop'))).toEqual(
        Array.from({ length: 3 }, () => expect.objectContaining({ enum: ['default', 'shop'] })),
      );
      expect(argumentIn(several('readonly'))).toEqual([undefined, undefined, undefined]);
    });

    it('gives those with the same choice the same list, and no other', () => {
      const catalog = dispatcher();
      const list = catalog.list(several('readonly', 'shop'));
      expect(catalog.list({ ...several('readonly', 'shop'), id: 'another' })).toBe(list);
      expect(catalog.list(several('readonly', 'lab'))).not.toBe(list);
      expect(catalog.list(several('readwrite', 'shop'))).not.toBe(list);
    });

    it('takes the argument for itself, and hands the tool a port to that Odoo', async () => {
      const given = call({ arguments: { model: 'x', connection: 'shop' }, principal: several('readonly', 'shop') });
      await dispatcher().call(given);
      expect(ran).toEqual([{ model: 'x', limit: 5 }]);
      expect(handedOut).toEqual(['reader for p at shop']);
    });

    it.each([['lab'], [7], [null]])(
      'calls nothing for %j, which is none of them, and takes note',
      async (connection) => {
        const given = call({ arguments: { model: 'x', connection }, principal: several('readonly', 'shop') });
        const { code } = await refusal(given);
        expect(code).toBe(connection === 'lab' ? 'forbidden' : 'invalid_arguments');
        expect([ran, handedOut]).toEqual([[], []]);
        expect(notes).toMatchObject([{ outcome: code, principal: 'p' }]);
      },
    );
  });

  it('runs a tool with its arguments, defaults filled in', async () => {
    expect(await dispatcher().call(call())).toMatchObject({
      result: { count: 7 },
      text: '{"count":7}',
      structured: true,
    });
    expect(ran).toEqual([{ model: 'x', limit: 5 }]);
  });

  it('gives models the text of a tool that has one, and nothing structured beside it', async () => {
    expect(await dispatcher().call(call({ tool: 'rows' }))).toMatchObject({
      result: { count: 7 },
      text: 'as text',
      structured: false,
    });
  });

  it('hands each tool the port of its access, whatever the mode', async () => {
    await dispatcher().call(call({}, 'readwrite'));
    await dispatcher().call(call({ tool: 'change' }, 'readwrite'));
    await dispatcher().call(call({ tool: 'act' }, 'readwrite'));
    expect(handedOut).toEqual(['reader for someone', 'writer for someone', 'executor for someone']);
  });

  it.each(['nothing_like_it', 'constructor', '__proto__', ''])(
    'knows no tool %j, and names those that there are',
    async (name) => {
      const error = await refusal(call({ tool: name }));
      expect(error).toBeInstanceOf(NotFound);
      expect(error).toMatchObject({ layer: 'arguments', hint: 'Tools: look, rows, act.' });
    },
  );

  it('refuses a tool that writes early, before its arguments are looked at', async () => {
    const error = await refusal(call({ tool: 'change', arguments: { nonsense: 1 } }));
    expect(error).toMatchObject({ code: 'forbidden', layer: 'mode', rule: 'readonly' });
    expect([ran, handedOut]).toEqual([[], []]);
  });

  it('charges what a dear tool costs beyond its request, before it is run', async () => {
    await dispatcher().call(call());
    await dispatcher().call(call({ tool: 'act' }));
    expect(budget.charged).toEqual([['someone', 2]]);
    budget.isEmpty = true;
    expect(await refusal(call({ tool: 'act' }))).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 7 });
    expect(ran).toHaveLength(2);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown one', { model: 'x', lmit: 3 }, /lmit/],
    ['one of another type', { model: 7 }, /^model: .*string/],
    ['several problems', { limit: 'x', foo: 1 }, /model: .*limit: .*foo/],
    ['none at all', undefined, /^model: /],
    ['null', null, /^model: /],
    ['text', 'model=x', /^arguments: .*object/],
    ['a list', [{ model: 'x' }], /^arguments: .*object/],
  ])('refuses arguments, and names them: %s', async (_what, args, message) => {
    const error = await refusal(call({ arguments: args }));
    expect(error).toMatchObject({ code: 'invalid_arguments', message: expect.stringMatching(message) as string });
    expect(ran).toEqual([]);
  });

  it('does not repeat without end what a caller has sent', async () => {
    const wrong = Object.fromEntries(Array.from({ length: 100 }, (_name, index) => [`${index}`.repeat(500), 1]));
    expect((await refusal(call({ arguments: wrong }))).message.length).toBeLessThan(1100);
  });

  it('lets typed errors through untouched', async () => {
    const error = new OdooRejected('The month is closed.');
    behave = () => Promise.reject(error);
    expect(await refusal(call())).toBe(error);
  });

  it('makes anything else an Internal that says nothing of it', async () => {
    behave = () => Promise.reject(new TypeError(CANARY));
    const error = await refusal(call());
    expect(error).toBeInstanceOf(Internal);
    expect(`${error.message} ${error.hint}`).not.toContain(CANARY);
  });

  it('takes one note of a call that succeeded', async () => {
    await dispatcher().call(call());
    expect(notes).toEqual([
      {
        tool: 'look',
        door: 'rest',
        access: 'read',
        principal: 'someone',
        requestId: 'r1',
        outcome: 'ok',
        durationMs: 250,
      },
    ]);
  });

  it('takes one note of a refusal, with who refused and by which rule', async () => {
    await refusal(call({ tool: 'change' }));
    expect(notes).toMatchObject([
      { tool: 'change', outcome: 'forbidden', layer: 'mode', rule: 'readonly', durationMs: 0 },
    ]);
  });

  it('takes one note of a failure, with its cause', async () => {
    const cause = new TypeError('x');
    behave = () => Promise.reject(cause);
    await refusal(call());
    expect(notes).toMatchObject([{ tool: 'look', outcome: 'internal', layer: 'gateway', cause, durationMs: 250 }]);
  });

  it('notes neither arguments, nor rows, nor names that callers have made up', async () => {
    behave = async () => ({ count: 7, name: CANARY });
    await dispatcher().call(call({ arguments: { model: 'canary' } }));
    await refusal(call({ arguments: { model: 'x', [CANARY]: CANARY } }));
    await refusal(call({ tool: CANARY }));
    expect(notes).toHaveLength(3);
    expect(JSON.stringify(notes)).not.toContain('canary');
    expect(notes[2]).toMatchObject({ tool: 'unknown', outcome: 'not_found' });
  });

  describe('asks a person', () => {
    const asked = async (confirm: ConfirmPolicy, tool: string): Promise<string[]> => {
      const questions: string[] = [];
      const ask = async (question: string) => void questions.push(question);
      await dispatcher(confirm).call(call({ tool, confirm: ask }, 'readwrite'));
      return questions;
    };

    it.each<[ConfirmPolicy, string, string[]]>([
      ['never', 'destroy', []],
      ['destructive', 'look', []],
      ['destructive', 'change', []],
      ['destructive', 'destroy', ['Delete it?']],
      ['always', 'look', []],
      ['always', 'change', ['Change it?']],
      ['always', 'destroy', ['Delete it?']],
    ])('under the policy %s before %s: %j', async (policy, tool, questions) => {
      expect(await asked(policy, tool)).toEqual(questions);
      expect(ran).toHaveLength(1);
    });

    it('and does nothing where the call may not go on', async () => {
      const confirm = async () => Promise.reject(new Declined());
      const given = call({ tool: 'destroy', confirm }, 'readwrite');
      await expect(dispatcher().call(given)).rejects.toBeInstanceOf(Declined);
      expect(ran).toEqual([]);
      expect(notes).toMatchObject([{ tool: 'destroy', outcome: 'declined', layer: 'person' }]);
    });

    it('only where somebody can be asked', async () => {
      await dispatcher('always').call(call({ tool: 'destroy' }, 'readwrite'));
      expect(ran).toHaveLength(1);
    });
  });
});
