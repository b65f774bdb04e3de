import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

interface Row {
  readonly name: string;
  readonly median: number;
}

interface CountedCalls {
  readonly failed: { readonly failures: number; readonly note?: string };
  make(calls: number): Promise<{ cpuUs: number; perSecond: number }>;
  close(): Promise<void>;
}

type Bench = {
  CountedCalls: new (url: string, pids: readonly number[], options: { atOnce: number }) => CountedCalls;
  rowOf(figure: string, name: string, unit: string, values: readonly number[], more?: object): Row;
  beside(baseline: Row, row: Row, more?: object): Row;
};

const bench = async <Name extends keyof Bench>(file: string, name: Name): Promise<Bench[Name]> =>
  ((await import(join(process.cwd(), 'test/bench', file))) as Bench)[name];

const SERVED = '{"result":{"count":10}}';

describe('calls of a benchmark', () => {
  let server: Server;
  let bodies: string[];
  let answers: Array<readonly [status: number, body: string]>;
  let calls: CountedCalls;

  beforeEach(async () => {
    bodies = [];
    answers = [];
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      bodies.push(await text(request));
      const [status, body] = answers.shift() ?? [200, SERVED];
      response.writeHead(status).end(body);
    };
    server = createServer((request, response) => void answer(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const Calls = await bench('counted-calls.mjs', 'CountedCalls');
    calls = new Calls(`http://127.0.0.1:${port}`, [process.pid], { atOnce: 3 });
  });

  afterEach(async () => {
    await calls.close();
    server.close();
    await once(server, 'close');
  });

  it('are all different, from round to round too', async () => {
    await calls.make(30);
    await calls.make(20);
    expect(new Set(bodies).size).toBe(50);
    expect(calls.failed).toEqual({ failures: 0 });
  });

  it('have failed where they are refused, or come without their rows', async () => {
    answers = [
      [503, SERVED],
      [200, '{"result":{"count":0}}'],
    ];
    await calls.make(10);
    await calls.make(10);
    expect(calls.failed).toEqual({ failures: 2, note: expect.stringMatching(/: (?:503|200) /) });
  });

  it('have failed where nobody answers', async () => {
    const Calls = await bench('counted-calls.mjs', 'CountedCalls');
    const nowhere = new Calls('http://127.0.0.1:1', [], { atOnce: 2 });
    await nowhere.make(4);
    await nowhere.close();
    expect(nowhere.failed).toMatchObject({ failures: 4 });
  });
});

it('a row has its spread, and beside another one the ratio of their medians', async () => {
  const [rowOf, beside] = [await bench('rows.mjs', 'rowOf'), await bench('rows.mjs', 'beside')];
  const baseline = rowOf('B0', 'alone', 'ms', [3, 1, 2]);
  const row = rowOf('B0', 'other', 'ms', [5, 3, 9, 3], { failures: 1 });
  expect(beside(baseline, row, { reach: { of: 'ratio', atMost: 1 } })).toEqual({
    figure: 'B0',
    name: 'other',
    unit: 'ms',
    rounds: 4,
    median: 4,
    least: 3,
    most: 9,
    failures: 1,
    ratio: 2,
    against: 'alone',
    reach: { of: 'ratio', atMost: 1 },
  });
});
