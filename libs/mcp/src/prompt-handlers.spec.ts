import { InvalidArguments, NotFound, type PromptCall, type PromptDispatcher } from '#libs/contracts';
import { type LegacyClient, legacyClient } from '../../../test/fixtures/legacy-client.js';

const listing = {
  name: 'review',
  title: 'Review',
  description: 'Reviews.',
  arguments: [{ name: 'team', description: 'Whose', required: false }],
};

/** Offers one prompt, and remembers what it was asked. */
class FakePrompts implements PromptDispatcher {
  readonly calls: PromptCall[] = [];
  text: () => Promise<string> = async () => 'Look, and tell me.';

  list() {
    return [listing];
  }

  async get(call: PromptCall) {
    this.calls.push(call);
    return { description: 'Reviews.', text: await this.text() };
  }
}

describe('what a client is told of prompts', () => {
  let prompts: FakePrompts;
  let client: LegacyClient;

  beforeEach(async () => {
    prompts = new FakePrompts();
    client = await legacyClient({ prompts });
  });

  afterEach(() => client.close());

  const ask: LegacyClient['ask'] = (method, params) => client.ask(method, params);

  it('lists them', async () => {
    expect(await ask('prompts/list')).toMatchObject({ result: { prompts: [listing] } });
  });

  it('gives one as a message of the user', async () => {
    expect(await ask('prompts/get', { name: 'review', arguments: { team: 'Europe' } })).toMatchObject({
      result: {
        description: 'Reviews.',
        messages: [{ role: 'user', content: { type: 'text', text: 'Look, and tell me.' } }],
      },
    });
  });

  it.each([[{ team: 'Europe' }], [undefined]])(
    'asks for it in the name of the principal, by this door, under the id of its request: %j',
    async (args) => {
      await ask('prompts/get', { name: 'review', ...(args && { arguments: args }) });
      expect(prompts.calls).toEqual([
        {
          name: 'review',
          arguments: args ?? {},
          principal: expect.objectContaining({ id: 'alice', mode: 'readonly' }) as unknown,
          door: 'mcp',
          requestId: 'request-1',
          protocol: expect.objectContaining({ requestId: 1 }) as unknown,
        },
      ]);
    },
  );

  it.each([new NotFound('No.', { hint: 'Look.' }), new InvalidArguments('No.', { hint: 'Look.' })])(
    'tells of a mistake by an error of the protocol: %s',
    async (mistake) => {
      prompts.text = async () => {
        throw mistake;
      };
      expect(await ask('prompts/get', { name: 'review' })).toMatchObject({
        error: { code: -32602, message: 'No.', data: { code: mistake.code, hint: 'Look.' } },
      });
    },
  );

  it('says nothing of an error that it did not foresee', async () => {
    prompts.text = () => Promise.reject(new Error('canary-9f2c'));
    const body = await ask('prompts/get', { name: 'review' });
    expect(body).toMatchObject({ error: { code: -32603 } });
    expect(JSON.stringify(body)).not.toContain('canary');
  });
});
