import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { asWritten, settled } from '../fixtures/written-answers.js';

const PAGE = 'docs/mcp.md';

/** The address that the page's commands are written for. */
const WRITTEN_FOR = 'http://localhost:8000';

/** What curl ends with that was to listen for a while. */
const TIME_IS_UP = 28;

interface Exchange {
  readonly title: string;
  readonly command: string;
  /** JSON, or lines of a stream of events; undefined where the page shows none. */
  readonly answer: string | undefined;
}

/** Every command of the page, and the answer that is printed below it. */
function exchangesOf(page: string): Exchange[] {
  const pattern = /```sh\n(?<command>.*?)```(?:\n\n```(?:json)?\n(?<answer>.*?)```)?/gs;
  return [...page.matchAll(pattern)].map(({ groups }) => {
    const command = groups?.['command'] ?? '';
    const method = /"method": "(?<method>[^"]+)"/.exec(command)?.groups?.['method'] ?? 'DELETE';
    const name = /"(?:name|uri)": "(?<name>[^"]+)"/.exec(command)?.groups?.['name'] ?? '';
    return { title: `${method} ${name}`.trim(), command, answer: groups?.['answer'] };
  });
}

/** The last message of an answer, whether it is JSON or a stream of events, without what differs from day to day. */
function messageIn(answer = ''): unknown {
  const text = settled(answer);
  const [, event] = [...text.matchAll(/^data: (.*)$/gm)].at(-1) ?? [];
  return text === '' ? 'nothing' : (JSON.parse(event ?? text) as unknown);
}

describe(`the exchanges in ${PAGE}`, () => {
  const exchanges = exchangesOf(readFileSync(PAGE, 'utf8'));
  let gateway: GatewayProcess;
  let session = '';

  beforeAll(async () => {
    gateway = await startGatewayProcess({ ...realOdooSettings(realOdoo(19)), MCP_MODE: 'readwrite' });
  });

  afterAll(async () => {
    await gateway.stop();
  });

  // In the order of the page: what a session is opened for comes after its opening.
  it.each(exchanges)('$title', async ({ command, answer }) => {
    const here = command.replaceAll(WRITTEN_FOR, gateway.url);
    const env = { PATH: process.env['PATH'], SESSION: session };
    const { stdout } = await promisify(execFile)('bash', ['-c', here], { env }).catch(
      (error: { code?: unknown; stdout: string }) => {
        if (error.code === TIME_IS_UP) return error;
        throw error;
      },
    );
    session = /^mcp-session-id: (?<id>\S+)/im.exec(stdout)?.groups?.['id'] ?? session;
    const written = messageIn(answer);
    expect(asWritten(messageIn(stdout), written)).toEqual(written);
  });
});
