import { type EraServer, serveEra } from '../../../../test/fixtures/era-server.js';
import { FakeDispatcher } from '../../../../test/fixtures/fake-dispatcher.js';
import { legacyEra } from '../../../../test/fixtures/legacy-era.js';
import { mcpFactory } from '../../../../test/fixtures/mcp-factory.js';
import { type Asked, askRaw, MODERN_META as META } from '../../../../test/fixtures/raw-request.js';
import { commonVariants, type Variants, withMeta } from '../../../../test/fixtures/request-variants.js';
import { McpEndpoint } from '../mcp.endpoint.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { handOver } from './auth-info.js';
import { ModernEra } from './modern.era.js';

const plain = (method: string) => ({ jsonrpc: '2.0', id: 7, method, params: { _meta: META } });
const changed = (more: object) => ({ body: { ...plain('tools/list'), ...more } });

/** Each differs in one thing from the plain one, which is `{}`. */
const VARIANTS: Variants = [
  ...commonVariants(plain('tools/list')),
  ['no _meta', changed({ params: {} })],
  ['_meta of null', changed({ params: { _meta: null } })],
  ['an empty cursor', changed({ params: { _meta: META, cursor: '' } })],
  ['an unknown cursor', changed({ params: { _meta: META, cursor: 'nowhere' } })],
  ['a cursor of a number', changed({ params: { _meta: META, cursor: 1 } })],
  ['another method in the head', { headers: { 'mcp-method': 'server/discover' } }],
  ['a name in the head', { headers: { 'mcp-name': 'look' } }],
  ['another method of the protocol', { body: plain('ping'), headers: { 'mcp-method': 'ping' } }],
  ['a list of prompts', { body: plain('prompts/list'), headers: { 'mcp-method': 'prompts/list' } }],
];

describe('KnownAnswers', () => {
  const closing: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function serve(factory: McpServerFactory): Promise<EraServer> {
    const legacy = legacyEra();
    const endpoint = new McpEndpoint(new ModernEra(factory, () => undefined), legacy, new FakeDispatcher());
    const server = await serveEra((exchange) => endpoint.handle(exchange));
    closing.push(
      () => endpoint.close(),
      () => server.close(),
    );
    return server;
  }

  const ask = (server: EraServer, asked: Asked, list: string) =>
    askRaw(server, { body: plain(list), ...asked, headers: { 'mcp-method': list, ...asked.headers } });

  it.each(['tools/list', 'server/discover'])('answers %s a second time without the SDK', async (list) => {
    const factory = mcpFactory();
    const create = jest.spyOn(factory, 'create');
    const server = await serve(factory);
    const first = await ask(server, {}, list);
    expect(first).toMatchObject({ status: 200, text: expect.stringMatching(/^\{"result":.+"id":7\}$/) });
    expect(await ask(server, {}, list)).toEqual(first);
    const other = await ask(server, { body: { ...plain(list), id: 'ö' } }, list);
    expect(other.text).toBe(first.text.replace(/7\}$/, '"ö"}'));
    expect(create).toHaveBeenCalledTimes(1);
  });

  it.each(VARIANTS)('answers a request with %s as one that nobody has asked before', async (_what, variant) => {
    const fresh = await ask(await serve(mcpFactory()), variant, 'tools/list');
    const warm = await serve(mcpFactory());
    await ask(warm, {}, 'tools/list');
    await ask(warm, {}, 'server/discover');
    expect(await ask(warm, variant, 'tools/list')).toEqual(fresh);
    expect(await ask(warm, variant, 'tools/list')).toEqual(fresh);
  });

  it('refuses a number that no JSON can tell, though a null in its place was answered', async () => {
    const capable = (value: string) =>
      JSON.stringify(
        withMeta(plain('tools/list'), {
          'io.modelcontextprotocol/clientCapabilities': { experimental: { a: { b: 0 } } },
        }).body,
      ).replace('"b":0', `"b":${value}`);
    const fresh = await ask(await serve(mcpFactory()), { body: capable('1e999') }, 'tools/list');
    const warm = await serve(mcpFactory());
    await ask(warm, { body: capable('null') }, 'tools/list');
    expect(await ask(warm, { body: capable('1e999') }, 'tools/list')).toEqual(fresh);
  });

  describe('in a session of the legacy era', () => {
    const legacyList = { jsonrpc: '2.0', id: 7, method: 'tools/list', params: {} };
    const LEGACY = '2025-11-25';

    /** The same with other ids of the session alone, which are random. */
    async function askIn(server: EraServer, session: string, { headers = {}, body = legacyList, ...rest }: Asked = {}) {
      const all = { 'mcp-session-id': session, 'mcp-protocol-version': LEGACY, 'mcp-method': undefined, ...headers };
      const { head, ...answer } = await ask(server, { ...rest, body, headers: all }, 'tools/list');
      return { ...answer, head: head.map((part) => (part === session ? 'the session' : part)) };
    }

    it('answers the list a second time in the same words, in this session and another', async () => {
      const server = await serve(mcpFactory());
      const session = await server.openSession();
      const first = await askIn(server, session);
      expect(first).toMatchObject({
        status: 200,
        head: expect.arrayContaining(['mcp-session-id', 'the session', 'text/event-stream']),
        text: expect.stringMatching(/^event: message\ndata: \{"result":.+"id":7\}\n\n$/),
      });
      expect(await askIn(server, session)).toEqual(first);
      expect(await askIn(server, await server.openSession())).toEqual(first);
    });

    const inBody = (more: object) => ({ body: { ...legacyList, ...more } });
    const LEGACY_VARIANTS: readonly (readonly [string, Asked])[] = [
      ['an id of text', inBody({ id: 'seven' })],
      ['an id of null', inBody({ id: null })],
      ['no parameters', inBody({ params: undefined })],
      ['an unknown cursor', inBody({ params: { cursor: 'nowhere' } })],
      ['a cursor of a number', inBody({ params: { cursor: 1 } })],
      ['a member more', inBody({ more: 1 })],
      ['a method of the modern era', inBody({ method: 'server/discover' })],
      ['no version', { headers: { 'mcp-protocol-version': undefined } }],
      ['an empty version', { headers: { 'mcp-protocol-version': '' } }],
      ['an unknown version', { headers: { 'mcp-protocol-version': '2020-01-01' } }],
      ['only JSON accepted', { headers: { accept: 'application/json' } }],
      ['another media type', { headers: { 'content-type': 'text/plain' } }],
      ['a batch', { body: [legacyList, { ...legacyList, id: 8 }] }],
      ['the same id twice', { body: [legacyList, legacyList] }],
    ];

    it.each(LEGACY_VARIANTS)(
      'answers a request with %s as one that nobody has asked before',
      async (_what, variant) => {
        const other = await serve(mcpFactory());
        const fresh = await askIn(other, await other.openSession(), variant);
        const warm = await serve(mcpFactory());
        const session = await warm.openSession();
        await askIn(warm, session);
        expect(await askIn(warm, session, variant)).toEqual(fresh);
        expect(await askIn(warm, session, variant)).toEqual(fresh);
      },
    );
  });

  it('knows nothing when it is closed', async () => {
    const era = new ModernEra(mcpFactory(), () => undefined);
    const server = await serveEra((exchange) => {
      handOver(exchange);
      return era.serveKnown(exchange) ? Promise.resolve() : era.handle(exchange);
    });
    closing.push(() => server.close());
    expect((await ask(server, {}, 'tools/list')).status).toBe(200);
    await era.close();
    expect((await ask(server, {}, 'tools/list')).status).toBe(500);
  });
});
