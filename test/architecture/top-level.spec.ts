import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean);
const pages = tracked.filter((file) => file.endsWith('.md'));

/** Targets of links to files, without their anchors. */
function linksOf(page: string): string[] {
  const text = readFileSync(page, 'utf8').replaceAll(/```[\s\S]*?```/g, '');
  return Array.from(text.matchAll(/\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)/g), ({ groups }) => String(groups?.['target']));
}

describe('the project', () => {
  it('has its top level', () => {
    const names =
      'apps libs test docs nest-cli.json Dockerfile .env.example package.json tsconfig.json README.md LICENSE';
    expect(names.split(' ').filter((name) => !existsSync(name))).toEqual([]);
  });

  it('has no room without a purpose in its name', () => {
    expect(tracked.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\/|\.ts$)/i.test(file))).toEqual([]);
  });

  it('has no dead link in its pages', () => {
    const dead = pages.flatMap((page) =>
      linksOf(page)
        .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(dirname(page), target)))
        .map((target) => `${page} → ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('has every make target that its pages name', () => {
    const known = new Set(
      Array.from(readFileSync('Makefile', 'utf8').matchAll(/^(?<name>[a-z-]+):/gm), ({ groups }) => groups?.['name']),
    );
    const named = pages.flatMap((page) =>
      Array.from(
        readFileSync(page, 'utf8').matchAll(/(?:`|^)make (?<name>[a-z-]+)/gm),
        ({ groups }) => groups?.['name'],
      ),
    );
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
