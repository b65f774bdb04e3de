import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answerOf, type McpClient, type Target, textOf } from './mcp-client.js';

const PROGRAM = join(
  process.cwd(),
  'test/peers/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
);

/** The inspector on the command line: one process for each request. */
export async function inspector({ url, key }: Target): Promise<McpClient> {
  const home = await mkdtemp(join(tmpdir(), 'inspector-'));
  const ask = async (method: string, ...options: string[]): Promise<unknown> => {
    const args = ['--cli', '--transport', 'http', '--server-url', url.href, '--header', `Authorization: Bearer ${key}`];
    const environment = { PATH: process.env['PATH'], HOME: home };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [PROGRAM, ...args, '--quiet', '--format', 'json', '--method', method, ...options],
      { env: environment },
    ).catch((error: { stdout?: string; stderr?: string }) => {
      // A refusal is an answer too, and the program says so by its exit code.
      if (error.stdout) return { stdout: error.stdout };
      throw new Error(`The inspector failed: ${error.stderr}`);
    });
    return (JSON.parse(stdout) as { result: unknown }).result;
  };
  return {
    list: async () => ((await ask('tools/list')) as { tools: Array<{ name: string }> }).tools.map(({ name }) => name),
    call: async ({ name, arguments: args }) =>
      answerOf(await ask('tools/call', '--tool-name', name, '--tool-args-json', JSON.stringify(args))),
    readResource: async (uri) => textOf(await ask('resources/read', '--uri', uri)),
    prompt: async (name, args) => {
      const pairs = Object.entries(args).map(([argument, value]) => `${argument}=${value}`);
      return textOf(await ask('prompts/get', '--prompt-name', name, '--prompt-args', ...pairs));
    },
    close: () => rm(home, { recursive: true }),
  };
}
