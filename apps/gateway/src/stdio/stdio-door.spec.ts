import { PassThrough } from 'node:stream';
import type { Principal, ToolCall, ToolOutcome } from '#libs/contracts';
import type { Logger } from '#libs/observability';
import { Unauthenticated } from '#libs/contracts';
import { ChargedBudget } from '../../../../test/fixtures/charged-budget.js';
import { FakeDispatcher } from '../../../../test/fixtures/fake-dispatcher.js';
import { mcpFactory } from '../../../../test/fixtures/mcp-factory.js';
import { initialize, legacy, type Message, modern } from '../../../../test/fixtures/mcp-messages.js';
import { principal } from '../../../../test/fixtures/principals.js';
import { RecordingTrail } from '../../../../test/fixtures/recording-trail.js';
import { until } from '../../../../test/fixtures/until.js';
import { type StdioLimits, StdioDoor } from './stdio-door.js';

const ANSWER: ToolOutcome = { result: { count: 7 }, text: '{"count":7}', structured: true };
const LIMITS: StdioLimits = { maxBodyBytes: 1000, maxCalls: 2, maxWaitingBytes: 10_000, graceMs: 60_000 };
const look = { name: 'look', arguments: {} };

describe('StdioDoor', () => {
  let dispatcher: FakeDispatcher;
  let budget: ChargedBudget;
  let trail: RecordingTrail;
  let input: PassThrough;
  let output: PassThrough;
  let written: string;
  let served: Promise<void>;
  let door: StdioDoor;

  function open(caller: Principal = principal('readonly'), limits: Partial<StdioLimits> = {}): void {
    input = new PassThrough();
    output = new PassThrough();
    written = '';
    output.on('data', (chunk: Buffer) => {
      written += chunk.toString();
    });
    const services = {
      budget,
      observer: { requestRefused: trail.ended.bind(trail) },
      parse: (text: string) => JSON.parse(text) as unknown,
      limits: { ...LIMITS, ...limits },
      debug: false,
      logger: { debug: () => {} } as unknown as Logger,
    };
    door = new StdioDoor(mcpFactory({ dispatcher }), caller, { input, output }, services);
    served = door.serve();
  }

  beforeEach(() => {
    dispatcher = new FakeDispatcher();
    budget = new ChargedBudget();
    trail = new RecordingTrail();
    open();
  });

  afterEach(async () => {
    door.leave();
    await served;
  });

  const say = (message: Message, id?: number): void =>
    void input.write(`${JSON.stringify(id === undefined ? message : { ...message, id })}\n`);
  const messages = () =>
    written
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  async function answerTo(id: number | null): Promise<Record<string, unknown> | undefined> {
    await until(() => messages().some((message) => message['id'] === id));
    return messages().find((message) => message['id'] === id);
  }

  /** Calls that end when the test says so. */
  function holdCalls(): Array<() => void> {
    const held: Array<() => void> = [];
    dispatcher.answer = ({ signal }: ToolCall) =>
      new Promise((resolve, reject) => {
        held.push(() => resolve(ANSWER));
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    return held;
  }

  it('serves the modern era as its caller, by this door', async () => {
    say(modern('tools/call', look), 1);
    expect(await answerTo(1)).toMatchObject({ jsonrpc: '2.0', result: { structuredContent: { count: 7 } } });
    expect(dispatcher.calls).toMatchObject([{ tool: 'look', door: 'stdio', requestId: 'stdio.1' }]);
  });

  it('serves the legacy era', async () => {
    say(initialize(), 1);
    expect(await answerTo(1)).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
    say(legacy('notifications/initialized'));
    say(legacy('tools/call', look), 2);
    expect(await answerTo(2)).toMatchObject({ result: { structuredContent: { count: 7 } } });
  });

  it('charges every message, and refuses what is too much, in the log too', async () => {
    say(initialize(), 1);
    await answerTo(1);
    budget.isEmpty = true;
    say(legacy('notifications/initialized'));
    say(legacy('tools/call', look), 2);
    expect(await answerTo(2)).toMatchObject({ error: { code: 429, data: { retry_after_seconds: 7 } } });
    expect(budget.charged).toHaveLength(3);
    expect(trail.refusals).toMatchObject([
      { code: 'rate_limited' },
      { origin: { door: 'stdio', requestId: 'stdio.3' } },
    ]);
    expect(dispatcher.calls).toEqual([]);
  });

  it('answers what is no message, and goes on', async () => {
    input.write('garbage\n\n');
    expect(await answerTo(null)).toMatchObject({ error: { code: -32700 } });
    input.write(`"${'x'.repeat(LIMITS.maxBodyBytes)}"\n`);
    await until(() => written.includes('The message is too large.'));
    say(modern('tools/call', look), 1);
    expect(await answerTo(1)).toHaveProperty('result');
  });

  it('takes so many calls at once, and no more', async () => {
    const held = holdCalls();
    for (const id of [1, 2, 3]) say(modern('tools/call', look), id);
    expect(await answerTo(3)).toMatchObject({ error: { code: 429, message: 'Too many calls are in flight.' } });
    for (const release of held) release();
    expect(await answerTo(2)).toHaveProperty('result');
  });

  it('ends when the client has gone, after the answers that it waits for', async () => {
    const held = holdCalls();
    say(modern('tools/call', look), 1);
    await until(() => held.length === 1);
    input.end();
    held[0]?.();
    await served;
    expect(messages()).toMatchObject([{ id: 1, result: {} }]);
  });

  it('waits no longer than it may', async () => {
    open(principal('readonly'), { graceMs: 0 });
    const held = holdCalls();
    say(modern('tools/call', look), 1);
    await until(() => held.length === 1);
    input.end();
    await served;
    await until(() => dispatcher.calls[0]?.signal?.aborted === true);
    expect(written).toBe('');
  });

  it('ends at once when nobody reads answers any more', async () => {
    const held = holdCalls();
    say(modern('tools/call', look), 1);
    await until(() => held.length === 1);
    output.destroy(new Error('EPIPE'));
    await served;
    await until(() => dispatcher.calls[0]?.signal?.aborted === true);
    expect(input.destroyed).toBe(true);
  });

  it('ends with its caller', async () => {
    const life = new AbortController();
    open({ ...principal('readonly'), ends: life.signal });
    life.abort(new Unauthenticated('The key is not known here any more.'));
    await served;
    expect(input.destroyed).toBe(true);
  });
});
