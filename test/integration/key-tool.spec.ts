import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { AccessFolder } from '../fixtures/access-files.js';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs the built program, and types this in. */
async function keys(path: string, args: string, typed = ''): Promise<Ended> {
  const program = spawn(process.execPath, ['dist/apps/keys/src/main.js', ...args.split(' ')], {
    env: { PATH: process.env['PATH'], ACCESS_FILE: path },
  });
  const closed = once(program, 'close') as Promise<[number | null]>;
  program.stdin.end(typed);
  const [out, errors] = await Promise.all([text(program.stdout), text(program.stderr)]);
  const [code] = await closed;
  return { code, out, errors };
}

describe('npm run keys', () => {
  it('takes a key from its making to its end', async () => {
    const folder = new AccessFolder(
      'connections: { main: { url: "http://x", database: d, username: u, apiKey: k } }\n',
    );
    try {
      const made = await keys(folder.path, 'new wall');
      expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^odoo_[\w-]{43}\n$/) as string });
      expect(await keys(folder.path, 'check --stdin', made.out)).toMatchObject({ code: 0, out: 'wall\n' });
      expect((await keys(folder.path, 'revoke wall')).code).toBe(0);
      const gone = await keys(folder.path, 'check --stdin', made.out);
      expect([gone.code, gone.errors.trim().split('\n').at(-1)]).toEqual([1, 'No key has this secret.']);
      folder.replace('keys: 7');
      expect(await keys(folder.path, 'check')).toMatchObject({
        code: 1,
        errors: expect.stringMatching(/access\.yaml:1:1/) as string,
      });
    } finally {
      folder.remove();
    }
  });
});
