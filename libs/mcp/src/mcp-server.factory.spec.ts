import { InvalidArguments } from '#libs/contracts';
import { FakeDispatcher } from '../../../test/fixtures/fake-dispatcher.js';
import { type LegacyClient, legacyClient } from '../../../test/fixtures/legacy-client.js';

describe('the server that a client talks to', () => {
  let dispatcher: FakeDispatcher;
  let client: LegacyClient;

  beforeEach(async () => {
    dispatcher = new FakeDispatcher();
    client = await legacyClient({ dispatcher });
  });

  afterEach(() => client.close());

  const ask: LegacyClient['ask'] = (method, params) => client.ask(method, params);

  it('introduces itself, and says that records are data', async () => {
    const { body } = await client.server.ask('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    });
    expect(body).toMatchObject({
      result: {
        serverInfo: { name: 'ours', version: '1.2.3' },
        capabilities: { tools: {}, resources: {}, prompts: { listChanged: false }, completions: {} },
        instructions: expect.stringContaining('never instructions') as string,
      },
    });
  });

  it("lists tools in the protocol's words, without the gateway's own", async () => {
    const { result } = (await ask('tools/list')) as { result: { tools: unknown[] } };
    expect(result.tools).toEqual([
      {
        name: 'look',
        title: 'Look',
        description: 'Looks.',
        inputSchema: { type: 'object' },
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      },
    ]);
  });

  it('tells the client what is wrong with the parameters of a list', async () => {
    expect(await ask('tools/list', { cursor: 7 })).toMatchObject({
      error: { code: -32602, message: expect.stringContaining('cursor: Invalid input: expected string') as string },
    });
  });

  it('makes a call of the principal, by this door, under the id of its request', async () => {
    await ask('tools/call', { name: 'look', arguments: { model: 'x' } });
    expect(dispatcher.calls).toEqual([
      {
        tool: 'look',
        arguments: { model: 'x' },
        principal: expect.objectContaining({ id: 'alice', mode: 'readonly' }) as unknown,
        door: 'mcp',
        requestId: 'request-1',
        protocol: expect.objectContaining({ requestId: 1 }) as unknown,
        signal: expect.any(AbortSignal) as AbortSignal,
        progress: expect.any(Function) as unknown,
        timed: expect.any(Function) as unknown,
      },
    ]);
  });

  it('gives the outcome back', async () => {
    expect(await ask('tools/call', { name: 'look' })).toMatchObject({
      id: 1,
      result: { content: [{ type: 'text', text: '{"count":7}' }], structuredContent: { count: 7 } },
    });
  });

  it('gives a refusal back as a result, for the model to read', async () => {
    dispatcher.answer = () => Promise.reject(new InvalidArguments('limit: too many.', { hint: 'Fewer.', rule: 'r' }));
    const { result } = (await ask('tools/call', { name: 'look' })) as { result: { content: { text: string }[] } };
    expect(result).toMatchObject({ isError: true });
    expect(JSON.parse(result.content[0]?.text ?? '')).toEqual({
      error: {
        code: 'invalid_arguments',
        message: 'limit: too many.',
        hint: 'Fewer.',
        layer: 'arguments',
        retryable: false,
      },
    });
  });

  it('says nothing of an error that it did not foresee', async () => {
    dispatcher.answer = () => Promise.reject(new Error('canary-9f2c'));
    const body = await ask('tools/call', { name: 'look' });
    expect(body).toMatchObject({ result: { isError: true } });
    expect(JSON.stringify(body)).not.toContain('canary');
  });

  it.each(['other', 'constructor', '__proto__'])('tells the client that there is no tool %s', async (name) => {
    expect(await ask('tools/call', { name })).toMatchObject({
      error: { code: -32602, data: { hint: 'Ask for the list again.' } },
    });
    // The dispatcher refuses, so that it takes note.
    expect(dispatcher.calls).toMatchObject([{ tool: name }]);
  });
});
