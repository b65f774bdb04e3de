import { fastify, type FastifyInstance } from 'fastify';
import { installJsonBody, isMalformed, strictJson } from './json-body.js';

const LIMITS = { maxBodyDepth: 10, maxBodyMembers: 40 };

describe('strictJson', () => {
  const parse = strictJson(fastify(), LIMITS);

  it.each(['{"a":[1,"x",null]}', '[]', 'null', '7', '"text"'])('reads %s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it.each(['', '{bad', '{"a":1} x', '{"__proto__":{}}', '[{"a":{"__proto__":1}}]', '{"constructor":{"prototype":{}}}'])(
    'throws at %j',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ statusCode: 400 }));
    },
  );
});

describe('the JSON body', () => {
  let server: FastifyInstance;

  beforeEach(() => {
    server = fastify();
    installJsonBody(server, strictJson(server, LIMITS), 100);
    server.setErrorHandler((error: { httpStatus?: number; statusCode?: number }, _request, reply) =>
      reply.status(error.httpStatus ?? error.statusCode ?? 500).send(),
    );
    server.post('/*', async ({ body }) => (isMalformed(body) ? 'malformed' : { body }));
  });

  afterEach(() => server.close());

  const post = async (url: string, payload: string, type = 'application/json') => {
    const { statusCode, body } = await server.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': type },
    });
    return statusCode === 200 ? body : statusCode;
  };

  it.each(['{"a":1}', '[]', 'null', '"text"'])('reads %s', async (text) => {
    expect(await post('/mcp/tools/call', text)).toBe(`{"body":${text}}`);
  });

  it.each([
    '{"a":',
    '{a:1}',
    '',
    '{"a":1}}',
    '{"__proto__":{"mode":"readwrite"}}',
    '{"a":{"constructor":{"prototype":1}}}',
  ])('refuses %j', async (text) => {
    expect(await post('/mcp/tools/call', text)).toBe(400);
  });

  it.each(['/mcp', '/mcp?x=1'])('leaves it to the protocol to refuse what is no JSON at %s', async (url) => {
    expect(await post(url, '{"a":')).toBe('malformed');
  });

  it.each(['/mcp', '/mcp/tools/call'])('takes a body up to its size at %s, and not one byte more', async (url) => {
    const fitting = `"${'x'.repeat(98)}"`;
    expect(await post(url, fitting)).toBe(`{"body":${fitting}}`);
    expect(await post(url, `${fitting} `)).toBe(413);
  });

  it.each(['/mcp', '/mcp/tools/call'])('takes a body up to its depth at %s, and not one level more', async (url) => {
    const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const objects = (levels: number) => '{"a":'.repeat(levels) + 1 + '}'.repeat(levels);
    for (const nested of [lists, objects]) {
      expect(await post(url, nested(10))).toBe(`{"body":${nested(10)}}`);
      expect(await post(url, nested(11))).toBe(400);
    }
  });

  it.each(['/mcp', '/mcp/tools/call'])('takes a body up to its members at %s, and not one more', async (url) => {
    const items = (count: number) => JSON.stringify(Array(count).fill(1));
    expect(await post(url, items(39))).toBe(`{"body":${items(39)}}`);
    expect(await post(url, items(40))).toBe(413);
  });

  it.each(['application/xml', 'text/plain', 'application/x-www-form-urlencoded'])('takes no %s', async (type) => {
    expect(await post('/mcp/tools/call', '{}', type)).toBe(415);
  });

  it('takes nothing that a caller could send for malformed', () => {
    expect([undefined, null, 'malformed JSON', {}].map(isMalformed)).toEqual([false, false, false, false]);
  });
});
