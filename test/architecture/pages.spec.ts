import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob, normalize } from 'node:path';
import { environmentExample } from '#libs/config';
import { pages } from '../fixtures/page-commands.js';

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean);

/** What pages tell to make, or make up to show a form. */
const MADE_UP = /odoo-distinct\.tool|^kebab-case\.role\.ts$/;

/** A record says what was so when it was written. */
const current = pages().filter((page) => !page.startsWith('docs/adr/'));

/** The text of a page without its blocks of code. */
function proseOf(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/^( *)```[^]*?^\1```$/gm, '');
}

function capturesOf(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ({ groups }) => String(groups?.['it']));
}

/** Links and images, without code that only looks like one. */
function linksOf(page: string): string[] {
  return capturesOf(proseOf(page).replaceAll(/`[^`\n]*`/g, ''), /\]\((?<it>[^)\s]+)\)/g);
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): Set<string> {
  const seen = new Map<string, number>();
  const slugs = capturesOf(proseOf(page), /^#{1,6} (?<it>.*)$/gm).map((heading) => {
    const plain = heading
      .replaceAll(/\[(?<text>[^\]]*)\]\([^)]*\)/g, '$<text>')
      .replaceAll(/(?<!\w)_(?<text>[^_]+)_(?!\w)/g, '$<text>');
    const slug = plain
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return new Set(slugs);
}

function isThere(path: string): boolean {
  return tracked.some((file) => file === path || file.startsWith(`${path}/`));
}

/** @returns what is wrong with a link, if anything is. */
function faultOf(page: string, link: string): string | undefined {
  if (/^https?:/.test(link)) return URL.canParse(link) ? undefined : 'is no address';
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), path)).replace(/\/$/, '');
  if (target.startsWith('..') || !isThere(target)) return 'is not there';
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  return anchorsOf(target).has(anchor) ? undefined : 'has no such heading';
}

describe('the pages', () => {
  it('have no dead link, anchor or image', () => {
    const dead = pages().flatMap((page) =>
      linksOf(page).flatMap((link) => {
        const fault = faultOf(page, link);
        return fault === undefined ? [] : [`${page}: ${link} ${fault}`];
      }),
    );
    expect(dead).toEqual([]);
  });

  it('are all found from the README or the index of docs', () => {
    const indexes = ['README.md', 'docs/README.md'];
    const linked = new Set(
      indexes.flatMap((page) =>
        linksOf(page).map((link) => normalize(join(dirname(page), link.split('#', 1)[0] ?? ''))),
      ),
    );
    const lost = current.filter((page) => page.startsWith('docs/') && !indexes.includes(page) && !linked.has(page));
    expect(lost).toEqual([]);
  });

  it('name no file and no folder that is not there', () => {
    const roots = /^(?:apps|libs|test|docs|deploy|bench|\.ci)\/[\w./*-]+$/;
    const isKnown = (name: string) =>
      name.includes('*')
        ? tracked.some((file) => matchesGlob(file, name) || matchesGlob(file, `**/${name}`))
        : isThere(name.replace(/\/$/, '')) || tracked.some((file) => file.endsWith(`/${name}`));
    const wrong = current.flatMap((page) =>
      capturesOf(proseOf(page), /(?<!`)`(?<it>[^`\n]+)`(?!`)/g)
        .map((code) => code.split(' ', 1)[0] ?? '')
        .filter((name) => (roots.test(name) || /^[\w./*-]+\.(?:ts|mjs|sh)$/.test(name)) && !MADE_UP.test(name))
        .filter((name) => !isKnown(name))
        .map((name) => `${page}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('show settings that there are', () => {
    const known = environmentExample();
    const unknown = pages().flatMap((page) =>
      capturesOf(readFileSync(page, 'utf8'), /^```env\n(?<it>[^]*?)^```/gm)
        .flatMap((block) => block.trimEnd().split('\n'))
        .filter((line) => !known.includes(`${line.split('=', 1)[0]}=`))
        .map((line) => `${page}: ${line}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each([
    ['bench', (name: string) => `test/bench/${name}.bench.mjs`],
    ['soak', (name: string) => `test/soak/${name}.soak.mjs`],
  ])('name what make %s has', (target, fileOf) => {
    const pattern = new RegExp(`make ${target} NAMES=(?<it>"[^"]+"|[a-z-]+)`, 'g');
    const names = pages().flatMap((page) => capturesOf(readFileSync(page, 'utf8'), pattern));
    const missing = names
      .flatMap((list) => list.replaceAll('"', '').split(' '))
      .filter((name) => !existsSync(fileOf(name)));
    expect([names.length > 0, missing]).toEqual([true, []]);
  });
});
