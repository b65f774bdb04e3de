// Bytes of what every client is sent, exactly: the same at every run, on every machine.
import { mcpLegacy, mcpModern, rest, webSocket, webSocketBare } from './doors.mjs';
import { LISTS } from './list-doors.mjs';
import { startGateway, startSandbox } from './programs.mjs';

/** The cursor of an answer is as long as what it seals. */
const SETTINGS = { STATE_SECRET: 'a-secret-for-benchmarks-that-is-long' };

const SEARCHES = {
  REST: rest,
  'WebSocket, bare messages': webSocketBare,
  'WebSocket, MCP': webSocket,
  'MCP modern': mcpModern,
  'MCP legacy': mcpLegacy,
};

/** @returns by name of an answer how long its body, or its message, is. */
export async function answerBytes() {
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const { url } = open.adopt(await startGateway(sandbox.url, SETTINGS), (program) => program.stop());
  const bytes = {};
  for (const [name, list] of Object.entries(LISTS)) {
    const { answer } = open.adopt(await list.open(url), ({ close }) => close());
    bytes[name] = Buffer.byteLength(answer.text);
  }
  for (const [name, openDoor] of Object.entries(SEARCHES)) {
    const { call } = open.adopt(await openDoor(url), ({ close }) => close());
    bytes[`10 rows, ${name}`] = Buffer.byteLength(await call(1));
  }
  return bytes;
}
