// Calls whose refusals are counted, not thrown.
import { Agent, request } from 'undici';
import { KEY } from '../bench/programs.mjs';

/** What stands in the place of a status where there is no answer. */
export const UNANSWERED = 0;

/**
 * @param from the address of this machine to call from; `connections` that are kept at most.
 * @returns `post` and `get`, which give `{status, headers, text, ms}`; `close`.
 */
export function callerTo(url, { key = KEY, from = '127.0.0.1', connections = 16, headers: own = {} } = {}) {
  const dispatcher = new Agent({ connections, connect: { localAddress: from } });
  const send = async (method, path, body, more = {}) => {
    const started = performance.now();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...own, ...more };
    try {
      const answer = await request(url + path, { method, dispatcher, headers, body });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: answer.headers, text, ms: performance.now() - started };
    } catch (error) {
      return { status: UNANSWERED, headers: {}, text: String(error), ms: performance.now() - started };
    }
  };
  return {
    post: (path, body, more) => send('POST', path, JSON.stringify(body), more),
    get: (path, more) => send('GET', path, undefined, more),
    close: () => dispatcher.destroy(),
  };
}

/** The cheapest call that Odoo is asked for. */
export const COUNT = ['/mcp/tools/call', { method: 'odoo_count', params: { model: 'res.partner' } }];

/** Answers by their status. */
export function byStatus(answers) {
  return Object.fromEntries(
    Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, all]) => [status, all.length]),
  );
}

/** Makes `calls` calls, `atOnce` of them under way at once. @returns all answers. */
export async function many(call, calls, atOnce) {
  const answers = [];
  let next = 0;
  const worker = async () => {
    while (next < calls) answers.push(await call(next++));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}

/** Goes on until `over` says so. @returns whether it happened in time. */
export async function happens(over, patienceMs = 60_000) {
  const end = performance.now() + patienceMs;
  while (!(await over())) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  return true;
}
