// Calls at a steady rate by every door in turn, none of which is made again that the pages do not say so of.
import { setTimeout as sleep } from 'node:timers/promises';
import { mcpLegacy, mcpModern, rest } from './doors.mjs';
import { ReturningSocket } from './returning-socket.mjs';

/** Begins at once. `stop` resolves when every call has ended, with `{calls, failures}`: those that failed, with when they began. */
export async function startCalls(url, perSecond) {
  const doors = { REST: rest(url), modern: mcpModern(url), legacy: await mcpLegacy(url), WebSocket: await socket(url) };
  const names = Object.keys(doors);
  const failures = [];
  const underWay = new Set();
  const stopping = new AbortController();
  let calls = 0;
  const began = performance.now();
  const make = async (number) => {
    const name = names[number % names.length];
    const begun = performance.now();
    try {
      await doors[name].call(number);
    } catch (error) {
      failures.push({ door: name, begun, reason: error.message.slice(0, 200) });
    }
  };
  const making = (async () => {
    while (!stopping.signal.aborted) {
      const call = make(++calls);
      underWay.add(call);
      void call.then(() => underWay.delete(call));
      await sleep(Math.max(0, began + (calls * 1000) / perSecond - performance.now()));
    }
  })();
  return {
    made: () => calls,
    /** How many calls wait for their answers. */
    underWay: () => underWay.size,
    stop: async () => {
      stopping.abort();
      await making;
      await Promise.all(underWay);
      for (const { close } of Object.values(doors)) await close();
      return { calls, failures };
    },
  };
}

async function socket(url) {
  const client = new ReturningSocket(url);
  await client.open();
  return {
    call: async (number) => {
      const params = { name: 'odoo_search', arguments: { model: 'res.partner', fields: ['id', 'name'], limit: 10 } };
      const { result, error } = await client.ask({ method: 'tools/call', params, id: number });
      if (!result?.records) throw new Error(`No rows: ${JSON.stringify(error)}`);
    },
    close: () => client.close(),
  };
}
