import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { pages } from '../fixtures/page-commands.js';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean);

describe('the project', () => {
  it('has its top level', () => {
    const names =
      'apps libs test docs nest-cli.json Dockerfile .env.example package.json tsconfig.json README.md LICENSE';
    expect(names.split(' ').filter((name) => !existsSync(name))).toEqual([]);
  });

  it('has no room without a purpose in its name', () => {
    expect(tracked.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\/|\.ts$)/i.test(file))).toEqual([]);
  });

  it('has every make target that its pages name', () => {
    const known = new Set(
      Array.from(readFileSync('Makefile', 'utf8').matchAll(/^(?<name>[a-z-]+):/gm), ({ groups }) => groups?.['name']),
    );
    const named = pages().flatMap((page) =>
      Array.from(
        readFileSync(page, 'utf8').matchAll(/(?:`|^)make (?<name>[a-z-]+)/gm),
        ({ groups }) => groups?.['name'],
      ),
    );
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
