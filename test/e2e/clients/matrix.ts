import { curl } from './curl.js';
import { inspector } from './inspector.js';
import type { Extra, McpClient, Target } from './mcp-client.js';
import { type ClientOperation, OPERATIONS } from './operations.js';
import { overHttpV1, overMcpRemote, overSocketV1, overStdioV1, sdkV1 } from './sdk-v1.js';
import { overHttp, overSocket, overStdio, sdkV2 } from './sdk-v2.js';

export interface ClientUnderTest {
  readonly name: string;
  /** What the program itself does not do. */
  readonly lacks: readonly Extra[];
  connect(target: Target): Promise<McpClient>;
}

/** Every client that the gateway is tried with. */
export const CLIENTS: readonly ClientUnderTest[] = [
  { name: 'SDK v2, modern era', lacks: [], connect: (target) => sdkV2(overHttp(target), 'auto') },
  { name: 'SDK v2, legacy era', lacks: [], connect: (target) => sdkV2(overHttp(target), 'legacy') },
  {
    name: 'SDK v2, modern era, over a WebSocket',
    lacks: [],
    connect: async (target) => sdkV2(await overSocket(target), 'auto'),
  },
  {
    name: 'SDK v2, legacy era, over a WebSocket',
    lacks: [],
    connect: async (target) => sdkV2(await overSocket(target), 'legacy'),
  },
  { name: 'SDK v1 over HTTP', lacks: [], connect: (target) => sdkV1(overHttpV1(target)) },
  { name: 'SDK v1 over a WebSocket', lacks: [], connect: (target) => sdkV1(overSocketV1(target)) },
  { name: 'SDK v2, modern era, over stdio', lacks: [], connect: (target) => sdkV2(overStdio(target), 'auto') },
  { name: 'SDK v2, legacy era, over stdio', lacks: [], connect: (target) => sdkV2(overStdio(target), 'legacy') },
  { name: 'SDK v1 over stdio', lacks: [], connect: (target) => sdkV1(overStdioV1(target)) },
  {
    name: 'mcp-remote over stdio',
    // In the modern era it sends a notification, where the protocol wants the answer's stream to be closed.
    lacks: ['cancel'],
    connect: async (target) => {
      const { cancel: _cancel, ...client } = await sdkV1(overMcpRemote(target));
      return client;
    },
  },
  {
    name: 'inspector CLI',
    lacks: ['withProgress', 'cancel', 'completeModel', 'agreeing', 'subscribe'],
    connect: inspector,
  },
  { name: 'curl, modern era', lacks: [], connect: (target) => curl(target, 'modern') },
  { name: 'curl, legacy era', lacks: [], connect: (target) => curl(target, 'legacy') },
];

/** A cell of the matrix. */
export function expectedCell({ lacks }: ClientUnderTest, { needs }: ClientOperation): string {
  return needs && lacks.includes(needs) ? 'not in that client' : 'pass';
}

/** The matrix as the documents show it. */
export function matrixTable(): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const titles = OPERATIONS.map(({ title }) => title);
  const rows = CLIENTS.map((client) =>
    line([client.name, ...OPERATIONS.map((operation) => expectedCell(client, operation))]),
  );
  return [line(['client', ...titles]), line(['client', ...titles].map(() => '---')), ...rows].join('\n');
}
