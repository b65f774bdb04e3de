import { readFileSync } from 'node:fs';
import { TEST_KEY } from '../fixtures/gateway.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { ReaderShell } from '../fixtures/reader-shell.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { SocketClient } from '../fixtures/socket-client.js';
import { asWritten, settled } from '../fixtures/written-answers.js';

const PAGE = 'docs/websocket.md';

/** Blocks whose lines are what is sent (`>`) and what comes back (`<`). */
function conversationsOf(page: string): string[][] {
  return [...page.matchAll(/```\n(?<lines>> .*?)```/gs)].map(({ groups }) =>
    (groups?.['lines'] ?? '').split('\n').filter((line) => line !== ''),
  );
}

describe(`the exchanges in ${PAGE}`, () => {
  const conversations = conversationsOf(readFileSync(PAGE, 'utf8'));
  let gateway: GatewayProcess;

  beforeAll(async () => {
    gateway = await startGatewayProcess({ ...realOdooSettings(realOdoo(19)), STREAM_CHUNK_SIZE: '2' });
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it('are there', () => {
    expect(conversations.length).toBeGreaterThanOrEqual(3);
  });

  it.each(conversations.map((lines, index) => [index + 1, lines] as const))('number %i', async (_number, lines) => {
    const client = await SocketClient.connect(gateway.url, {});
    const heard: string[] = [];
    const written: string[] = [];
    for (const line of lines) {
      if (line.startsWith('> ')) {
        client.send(line.slice(2));
      } else {
        const expected: unknown = JSON.parse(settled(line.slice(2)));
        const answer: unknown = JSON.parse(settled(JSON.stringify(await client.next())));
        written.push(JSON.stringify(expected));
        heard.push(JSON.stringify(asWritten(answer, expected)));
      }
    }
    expect(heard).toEqual(written);
    await client.close();
  });
});

describe(`the commands in ${PAGE}`, () => {
  let gateway: GatewayProcess;

  beforeAll(async () => {
    gateway = await startGatewayProcess({
      ...realOdooSettings(realOdoo(19)),
      API_KEY: TEST_KEY,
      STREAM_CHUNK_SIZE: '2',
    });
  });

  afterAll(async () => {
    await gateway.stop();
  });

  it.each(commandsFor('test/e2e/websocket-page.spec.ts', PAGE))('$title', async (command) => {
    const instead = { 'localhost:8000': new URL(gateway.url).host, 'your-key': TEST_KEY };
    const { code, stdout, stderr } = await new ReaderShell({ instead }).run(command);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trim().split('\n');
    const answers = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    // With four chunks of two rows let come ahead of it, the rest has to be granted.
    const isStream = command.text.includes('tools/stream') && answers.length > 8;
    const wrong = answers.filter(({ id, name }) => typeof id !== 'number' || name === undefined);
    expect(isStream ? wrong : answers).toMatchObject(
      isStream ? [] : [{ result: { model: 'res.country', count: 251 }, id: 1 }],
    );
  });
});
