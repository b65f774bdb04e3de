import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPageFiles } from './page-files.js';

describe('the files of the pages', () => {
  const files = readPageFiles();
  const texts = Array.from(files, ([name, { body }]): [name: string, text: string] => [name, body.toString()]);
  const matches = (pattern: RegExp) =>
    texts.flatMap(([name, text]) =>
      Array.from(text.matchAll(pattern), ({ groups }) => ({ name, target: String(groups?.['target']) })),
    );

  it('are those that they name, and no others', () => {
    const named = matches(/(?:from '\.\/|(?:src|href)="web\/|src: 'web\/)(?<target>[\w.-]+)/g);
    const pages = ['console.html', 'docs.html'];
    expect([...new Set([...pages, ...named.map(({ target }) => target)])].sort()).toEqual([...files.keys()].sort());
  });

  it('name no other host', () => {
    const hosts = matches(/(?<target>(?:https?:)?\/\/[\w-]+\.[\w.-]+)/g);
    // The name of a vocabulary, which nothing is fetched from.
    expect(hosts.filter(({ target }) => target !== 'http://www.w3.org')).toEqual([]);
  });

  it('hold no script and no style that the policy would refuse', () => {
    expect(matches(/(?<target><style|<script(?! type="module" src=)|\son\w+="|\sstyle="|javascript:)/gi)).toEqual([]);
  });

  it('never make markup of text, and keep nothing beyond the tab', () => {
    const forbidden =
      /(?<target>innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\b|new Function|localStorage|document\.cookie|indexedDB)/g;
    expect(matches(forbidden)).toEqual([]);
  });

  it('have types and a mark that follows from what is in them', () => {
    const types = new Set(Array.from(files.values(), ({ type }) => type));
    expect([...types].sort()).toEqual([
      'image/svg+xml',
      'text/css; charset=utf-8',
      'text/html; charset=utf-8',
      'text/javascript; charset=utf-8',
    ]);
    const marks = Array.from(files.values(), ({ etag }) => etag);
    expect(new Set(marks).size).toBe(marks.length);
    expect(marks.filter((etag) => !/^"[\w-]{43}"$/.test(etag))).toEqual([]);
  });

  it('are of known types, or the start fails', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pages-'));
    writeFileSync(join(folder, 'notes.txt'), 'not for everybody');
    expect(() => readPageFiles(folder)).toThrow('notes.txt is of no type');
    rmSync(folder, { recursive: true });
  });
});
