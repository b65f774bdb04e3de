import { noFiles } from '../../../test/fixtures/absent-ports.js';
import { ChargedBudget } from '../../../test/fixtures/charged-budget.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { principal as principalOf } from '../../../test/fixtures/principals.js';
import { callTimes, toolLimits } from '../../../test/fixtures/tool-limits.js';
import { clients, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import {
  type CallRecord,
  defineResource,
  Forbidden,
  Internal,
  type OdooGuard,
  type ResourceCall,
  type ResourceContext,
  type ResourceParameters,
} from '#libs/contracts';
import { untraced } from '../../../test/fixtures/recording-tracer.js';
import { CallDeadlines } from './call-deadlines.js';
import { CallNotes } from './call-notes.js';
import { CatalogResources } from './resource-dispatcher.js';

const CANARY = 'canary-9f2c';

const notThis = (): never => {
  throw new Error('A resource reads and does nothing else.');
};

describe('CatalogResources', () => {
  let now: number;
  let notes: CallRecord[];
  let seen: Array<{ parameters: ResourceParameters; context: ResourceContext }>;
  let readers: Array<{ principal: string; signal: AbortSignal | undefined }>;
  let behave: () => Promise<{ mimeType: string; text: string }>;
  let resources: CatalogResources;
  let budget: ChargedBudget;

  const resource = (name: string, uri: string) =>
    defineResource({
      name,
      title: name,
      description: `All of ${name}`,
      mimeType: 'text/plain',
      uri,
      read: async (parameters, context) => {
        seen.push({ parameters, context });
        now += 250;
        return behave();
      },
    });

  beforeEach(() => {
    now = 1000;
    notes = [];
    seen = [];
    readers = [];
    budget = new ChargedBudget();
    behave = async () => ({ mimeType: 'text/plain', text: 'read' });
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
    const catalog = [
      resource('all', 'odoo://all'),
      resource('one', 'odoo://all/{model}'),
      resource('record', 'odoo://all/{model}/{id}'),
      { ...resource('print', 'odoo://print/{id}'), weight: 10 },
    ];
    resources = new CatalogResources(
      catalog,
      guard,
      toolLimits(),
      budget,
      new CallNotes({ callEnded: (note) => notes.push(note) }, () => now, untraced),
      new CallDeadlines(callTimes, () => 0),
    );
  });

  const call = (uri: string, change: Partial<ResourceCall> = {}): ResourceCall => ({
    uri,
    principal: principalOf('readonly', {}, 'someone'),
    door: 'mcp',
    requestId: 'request-1',
    ...change,
  });

  it('lists what has an address of its own, and templates apart', () => {
    const listed = (name: string, uri: string) => ({
      name,
      title: name,
      description: `All of ${name}`,
      mimeType: 'text/plain',
      uri,
    });
    expect(resources.list()).toEqual([listed('all', 'odoo://all')]);
    expect(resources.templates()).toEqual([
      listed('one', 'odoo://all/{model}'),
      listed('record', 'odoo://all/{model}/{id}'),
      listed('print', 'odoo://print/{id}'),
    ]);
  });

  it('charges what a dear one costs beyond its request, before it is read', async () => {
    await resources.read(call('odoo://all'));
    await resources.read(call('odoo://print/7'));
    expect(budget.charged).toEqual([['someone', 9]]);
    budget.isEmpty = true;
    expect(await failureOf(resources.read(call('odoo://print/7')))).toMatchObject({ code: 'rate_limited' });
    expect(seen).toHaveLength(2);
  });

  it.each([
    ['odoo://all', {}],
    ['odoo://all/res.partner', { model: 'res.partner' }],
    ['odoo://all/res.partner/7', { model: 'res.partner', id: '7' }],
  ])('reads %s', async (uri, parameters) => {
    expect(await resources.read(call(uri))).toEqual({ mimeType: 'text/plain', text: 'read' });
    expect(seen.map((one) => one.parameters)).toEqual([parameters]);
  });

  it('hands every resource a reader of the principal, whatever its mode, and its signal', async () => {
    const { signal } = new AbortController();
    await resources.read(call('odoo://all', { principal: principalOf('readwrite', {}, 'writer'), signal }));
    expect(readers).toEqual([{ principal: 'writer', signal }]);
    expect(seen[0]?.context.principal.mode).toBe('readwrite');
  });

  it('has the budget of answers kept, but for a program that is given everything', async () => {
    await resources.read(call('odoo://all'));
    await resources.read(call('odoo://all', { whole: true }));
    expect(seen.map(({ context }) => context.limits.responseBytes)).toEqual([10_000, Infinity]);
  });

  it('takes note of every read, without its parameters', async () => {
    await resources.read(call('odoo://all/secret-model'));
    expect(notes).toEqual([
      {
        tool: 'resource:one',
        door: 'mcp',
        access: 'read',
        principal: 'someone',
        requestId: 'request-1',
        outcome: 'ok',
        durationMs: 250,
      },
    ]);
  });

  it.each(['odoo://other', 'odoo://all/', 'odoo://all/a/b/c', '', 'file:///etc/passwd', 'odoo://all/%zz'])(
    'knows nothing at %j',
    async (uri) => {
      expect(await failureOf(resources.read(call(uri)))).toMatchObject({ code: 'not_found', layer: 'arguments' });
      expect(notes).toMatchObject([{ tool: 'resource', outcome: 'not_found', layer: 'arguments', durationMs: 0 }]);
    },
  );

  it('passes refusals on as they are, and takes note of them', async () => {
    const refusal = new Forbidden('No.', { layer: 'model', rule: 'protected-models' });
    behave = () => Promise.reject(refusal);
    expect(await failureOf(resources.read(call('odoo://all')))).toBe(refusal);
    expect(notes).toMatchObject([
      { tool: 'resource:all', outcome: 'forbidden', layer: 'model', rule: 'protected-models', durationMs: 250 },
    ]);
  });

  it('says nothing of an error that it did not foresee, and keeps it for the log', async () => {
    const cause = new Error(CANARY);
    behave = () => Promise.reject(cause);
    const error = await failureOf(resources.read(call('odoo://all')));
    expect(error).toBeInstanceOf(Internal);
    expect(`${error.message} ${error.hint}`).not.toContain(CANARY);
    expect(notes).toMatchObject([{ outcome: 'internal', cause }]);
  });
});
