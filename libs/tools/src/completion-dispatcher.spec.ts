import { noFiles } from '../../../test/fixtures/absent-ports.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { principal as principalOf } from '../../../test/fixtures/principals.js';
import { callTimes, toolLimits } from '../../../test/fixtures/tool-limits.js';
import { clients, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import {
  type CallRecord,
  type CompletionCall,
  type CompletionContext,
  definePrompt,
  defineResource,
  Forbidden,
  type FoundValues,
  type OdooGuard,
} from '#libs/contracts';
import { z } from 'zod';
import { untraced } from '../../../test/fixtures/recording-tracer.js';
import { CallDeadlines } from './call-deadlines.js';
import { CallNotes } from './call-notes.js';
import { CatalogCompletions } from './completion-dispatcher.js';

const notThis = (): never => {
  throw new Error('A completion reads and does nothing else.');
};

describe('CatalogCompletions', () => {
  let notes: CallRecord[];
  let readers: Array<{ principal: string; signal: AbortSignal | undefined }>;
  let asked: Array<{ typed: string; context: CompletionContext }>;
  let found: () => Promise<FoundValues>;
  let completions: CatalogCompletions;

  const completer = {
    offers: 'things',
    find: async (typed: string, context: CompletionContext) => {
      asked.push({ typed, context });
      return found();
    },
  };

  beforeEach(() => {
    notes = [];
    readers = [];
    asked = [];
    found = async () => ({ values: ['a', 'b'], more: false });
    const odoo = new RecordingOdoo({});
    const guard: OdooGuard = {
      accessOf: () => 'execute',
      reader: ({ id }, end) => {
        readers.push({ principal: id, signal: end?.signal });
        return {
          odoo: clients.reader(odoo),
          schema: odoo.schema,
          files: noFiles,
          serverInfo: () => odoo.serverInfo(),
          effectOf: async () => 'read',
        };
      },
      executor: notThis,
      writer: notThis,
    };
    const about = { title: 'x', description: 'x' };
    const resource = defineResource({
      ...about,
      name: 'record',
      mimeType: 'text/plain',
      uri: 'odoo://{model}/{id}',
      read: notThis,
      complete: { model: completer },
    });
    const prompt = definePrompt({
      ...about,
      name: 'review',
      input: z.strictObject({}),
      text: () => '',
      complete: { model: completer },
    });
    const takeNote = { callEnded: (note: CallRecord) => notes.push(note) };
    completions = new CatalogCompletions(
      [resource],
      [prompt],
      guard,
      toolLimits(),
      new CallNotes(takeNote, () => 0, untraced),
      new CallDeadlines(callTimes, () => 0),
    );
  });

  const call = (change: Partial<CompletionCall> = {}): CompletionCall => ({
    of: { prompt: 'review' },
    parameter: 'model',
    typed: 'res',
    others: { team: 'Europe' },
    principal: principalOf('readwrite', {}, 'someone'),
    door: 'mcp',
    requestId: 'request-1',
    ...change,
  });

  it.each([{ prompt: 'review' }, { template: 'odoo://{model}/{id}' }])(
    'asks the completer of %j, with a reader of the principal, whatever its mode',
    async (of) => {
      const { signal } = new AbortController();
      expect(await completions.complete(call({ of, signal }))).toEqual({
        values: ['a', 'b'],
        hasMore: false,
        total: 2,
      });
      expect(readers).toEqual([{ principal: 'someone', signal }]);
      expect(asked).toMatchObject([{ typed: 'res', context: { others: { team: 'Europe' } } }]);
      expect(asked[0]?.context.odoo).not.toHaveProperty('write');
    },
  );

  it.each([
    [100, false, { hasMore: false, total: 100 }],
    [150, false, { hasMore: true, total: 150 }],
    [100, true, { hasMore: true, total: undefined }],
    [3, true, { hasMore: true, total: undefined }],
    [0, false, { hasMore: false, total: 0 }],
  ])('says of %d values, others left aside: %s, what there is', async (length, more, told) => {
    found = async () => ({ values: Array.from({ length }, (_, index) => String(index)), more });
    const { values, ...rest } = await completions.complete(call());
    expect(values).toHaveLength(Math.min(length, 100));
    expect(rest).toEqual(told);
  });

  it.each(['id', 'constructor', '__proto__', ''])(
    'offers nothing for the parameter %j, and asks nobody',
    async (parameter) => {
      expect(await completions.complete(call({ parameter }))).toEqual({ values: [], hasMore: false, total: 0 });
      expect(readers).toEqual([]);
    },
  );

  it.each([
    { prompt: 'other' },
    { prompt: 'constructor' },
    { prompt: 'odoo://{model}/{id}' },
    { template: 'odoo://other/{model}' },
    { template: 'odoo://res.partner/1' },
    { template: 'review' },
  ])('says that there is no %j', async (of) => {
    expect(await failureOf(completions.complete(call({ of })))).toMatchObject({
      code: 'not_found',
      layer: 'arguments',
    });
    expect(notes).toMatchObject([{ tool: 'completion', outcome: 'not_found' }]);
  });

  it('passes refusals on as they are', async () => {
    const refusal = new Forbidden('No.', { layer: 'model', rule: 'protected-models' });
    found = () => Promise.reject(refusal);
    expect(await failureOf(completions.complete(call()))).toBe(refusal);
    expect(notes).toMatchObject([{ outcome: 'forbidden', layer: 'model', rule: 'protected-models' }]);
  });

  it('takes note of each, without what was typed', async () => {
    await completions.complete(call({ typed: 'canary', others: { team: 'canary' } }));
    expect(notes).toEqual([
      {
        tool: 'completion:review',
        door: 'mcp',
        access: 'read',
        principal: 'someone',
        requestId: 'request-1',
        outcome: 'ok',
        durationMs: 0,
      },
    ]);
  });
});
