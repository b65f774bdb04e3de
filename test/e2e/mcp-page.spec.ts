import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { ReaderShell } from '../fixtures/reader-shell.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { asWritten, settled } from '../fixtures/written-answers.js';

const PAGE = 'docs/mcp.md';

/** What curl ends with that was to listen for a while. */
const TIME_IS_UP = 28;

/** The last message of an answer, whether it is JSON or a stream of events, without what differs from day to day. */
function messageIn(answer = ''): unknown {
  const text = settled(answer);
  const [, event] = [...text.matchAll(/^data: (.*)$/gm)].at(-1) ?? [];
  return text === '' ? 'nothing' : (JSON.parse(event ?? text) as unknown);
}

describe(`the exchanges in ${PAGE}`, () => {
  let gateway: GatewayProcess;
  let session = '';

  beforeAll(async () => {
    gateway = await startGatewayProcess({ ...realOdooSettings(realOdoo(19)), MCP_MODE: 'readwrite' });
  });

  afterAll(async () => {
    await gateway.stop();
  });

  // In the order of the page: what a session is opened for comes after its opening.
  it.each(commandsFor('test/e2e/mcp-page.spec.ts', PAGE))('$title', async (command) => {
    const instead = { 'http://localhost:8000': gateway.url };
    const { code, stdout } = await new ReaderShell({ env: { SESSION: session }, instead }).run(command);
    expect([0, TIME_IS_UP]).toContain(code);
    session = /^mcp-session-id: (?<id>\S+)/im.exec(stdout)?.groups?.['id'] ?? session;
    const written = messageIn(command.answer);
    expect(asWritten(messageIn(stdout), written)).toEqual(written);
  });
});
