import { ConfirmationNeeded, Declined } from '#libs/contracts';
import type { ClientCapabilities, ServerContext } from '@modelcontextprotocol/server';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { testSigner } from '../../../test/fixtures/mcp-factory.js';
import { principal } from '../../../test/fixtures/principals.js';
import { Confirmations } from './confirmations.js';

const call = {
  principal: principal('readwrite', {}, 'alice'),
  tool: 'odoo_unlink',
  arguments: { model: 'x', ids: [1] },
};
const forms: ClientCapabilities = { elicitation: {} };
const yes = { action: 'accept', content: { confirm: true } };

describe('Confirmations', () => {
  let now = 1_000;
  const confirmations = new Confirmations(testSigner(), 60_000, () => now);

  beforeEach(() => {
    now = 1_000;
  });

  function context(state?: string, answer?: unknown): ServerContext {
    const inputResponses = answer === undefined ? undefined : { confirm: answer };
    return { mcpReq: { requestState: () => state, inputResponses } } as unknown as ServerContext;
  }

  const stateFor = (given = call): string => {
    const { requestState } = confirmations.request(given, new ConfirmationNeeded('Delete it?'));
    return String(requestState);
  };

  it('asks in the words of the tool, for a plain yes', () => {
    expect(confirmations.request(call, new ConfirmationNeeded('Delete it?'))).toMatchObject({
      resultType: 'input_required',
      inputRequests: {
        confirm: {
          method: 'elicitation/create',
          params: { message: 'Delete it?', requestedSchema: { required: ['confirm'] } },
        },
      },
    });
  });

  it.each<[string, ClientCapabilities | undefined, boolean]>([
    ['one that says nothing', undefined, false],
    ['one without forms', {}, false],
    ['one that asks', { elicitation: {} }, true],
    ['one that shows forms', { elicitation: { form: {} } }, true],
    ['one that opens pages only', { elicitation: { url: {} } }, false],
    ['one that does both', { elicitation: { form: {}, url: {} } }, true],
  ])('of clients, %s (%j) can be asked: %p', (_name, capabilities, can) => {
    expect(confirmations.askerFor(call, context(), capabilities) !== undefined).toBe(can);
  });

  it('hands the question over to be sent', async () => {
    const confirm = confirmations.askerFor(call, context(), forms);
    expect(await failureOf(confirm?.('Sure?') ?? Promise.resolve())).toMatchObject({ question: 'Sure?' });
  });

  it('lets the call go on that was agreed to', () => {
    expect(confirmations.askerFor(call, context(stateFor(), yes), forms)).toBeUndefined();
  });

  it.each([
    ['no', { action: 'decline' }],
    ['nothing', { action: 'cancel' }],
    ['an unticked form', { action: 'accept', content: { confirm: false } }],
    ['an empty form', { action: 'accept', content: {} }],
    ['a form of another make', { action: 'accept', content: { confirm: 'true' } }],
  ])('takes %s for a no', async (_name, answer) => {
    const confirm = confirmations.askerFor(call, context(stateFor(), answer), forms);
    expect(await failureOf(confirm?.('Sure?') ?? Promise.resolve())).toBeInstanceOf(Declined);
  });

  it('asks again where an answer comes without the state, or a state without an answer', () => {
    expect(confirmations.askerFor(call, context(undefined, yes), forms)).toBeDefined();
    expect(confirmations.askerFor(call, context(stateFor()), forms)).toBeDefined();
  });

  describe('does not take a yes', () => {
    const refused = (given: typeof call, state: string) => () =>
      confirmations.askerFor(given, context(state, yes), forms);

    it.each([
      ['to other arguments', { ...call, arguments: { model: 'x', ids: [1, 2] } }],
      ['to another tool', { ...call, tool: 'odoo_write' }],
      ['of another caller', { ...call, principal: principal('readwrite', {}, 'mallory') }],
    ])('%s', (_name, other) => {
      expect(refused(other, stateFor())).toThrow('does not belong to this call');
    });

    it('that was sealed elsewhere', () => {
      const forged = new Confirmations(testSigner('another secret'), 60_000, () => now);
      const { requestState } = forged.request(call, new ConfirmationNeeded('?'));
      expect(refused(call, String(requestState))).toThrow('does not belong to this call');
    });

    it('after its time', () => {
      const state = stateFor();
      now += 60_000;
      expect(refused(call, state)).not.toThrow();
      now += 1;
      expect(refused(call, state)).toThrow('too old');
    });
  });
});
