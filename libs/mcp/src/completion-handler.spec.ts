import { type CompletionCall, type CompletionDispatcher, type Completions, Forbidden } from '#libs/contracts';
import { type LegacyClient, legacyClient } from '../../../test/fixtures/legacy-client.js';

/** Answers what it is told, and remembers what it was asked. */
class FakeCompletions implements CompletionDispatcher {
  readonly calls: CompletionCall[] = [];
  answer: () => Promise<Completions> = async () => ({ values: ['res.partner'], hasMore: false, total: 1 });

  async complete(call: CompletionCall) {
    this.calls.push(call);
    return this.answer();
  }
}

describe('what a client is offered to complete', () => {
  let completions: FakeCompletions;
  let client: LegacyClient;

  beforeEach(async () => {
    completions = new FakeCompletions();
    client = await legacyClient({ completions });
  });

  afterEach(() => client.close());

  const complete = (ref: object, context?: object): Promise<unknown> => {
    const params = { ref, argument: { name: 'model', value: 'res' }, ...(context && { context }) };
    return client.ask('completion/complete', params);
  };

  it.each([
    [
      { type: 'ref/resource', uri: 'odoo://models/{model}' },
      { of: { template: 'odoo://models/{model}' }, others: {} },
      undefined,
    ],
    [
      { type: 'ref/prompt', name: 'review' },
      { of: { prompt: 'review' }, others: { team: 'Europe' } },
      { arguments: { team: 'Europe' } },
    ],
    [{ type: 'ref/prompt', name: 'review' }, { of: { prompt: 'review' }, others: {} }, {}],
  ])('is asked for in the name of the principal, by this door: %j', async (ref, asked, context) => {
    expect(await complete(ref, context)).toMatchObject({
      result: { completion: { values: ['res.partner'], hasMore: false, total: 1 } },
    });
    expect(completions.calls).toEqual([
      {
        ...asked,
        parameter: 'model',
        typed: 'res',
        principal: expect.objectContaining({ id: 'alice', mode: 'readonly' }) as unknown,
        door: 'mcp',
        requestId: 'request-1',
        protocol: expect.objectContaining({ requestId: 1 }) as unknown,
        signal: expect.any(AbortSignal) as AbortSignal,
      },
    ]);
  });

  it('says nothing of a total that was not counted', async () => {
    completions.answer = async () => ({ values: ['a'], hasMore: true, total: undefined });
    const body = (await complete({ type: 'ref/prompt', name: 'review' })) as { result: { completion: unknown } };
    expect(body.result.completion).toEqual({ values: ['a'], hasMore: true });
  });

  it('tells why nothing can be offered', async () => {
    completions.answer = () => Promise.reject(new Forbidden('No.', { layer: 'model', rule: 'secret-rule' }));
    const body = await complete({ type: 'ref/prompt', name: 'review' });
    expect(body).toMatchObject({
      error: { code: -32602, message: 'No.', data: { code: 'forbidden', layer: 'model' } },
    });
    expect(JSON.stringify(body)).not.toContain('secret-rule');
  });
});
