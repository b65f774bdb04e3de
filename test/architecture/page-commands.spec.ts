import { existsSync, readFileSync } from 'node:fs';
import { commandsOf, pages } from '../fixtures/page-commands.js';
import { commandsFor, PAGE_RUNNERS } from '../fixtures/page-runners.js';

const PAGE = `
# A page

\`\`\`sh
# what follows
make demo    # that's a comment with a "quote
KEY=$(openssl rand -hex 16)
curl -s "http://localhost/$KEY" \\
  -d '{"a": "it is
        so"}'
\`\`\`

\`\`\`json
{ "b": 1 }
\`\`\`

\`\`\`json
{ "not": "of a command" }
\`\`\`

\`\`\`bash
node <<'END'
const text = 'it is';

END
rm "$(readlink "$x/y")/z"
\`\`\`
`;

describe('the commands of a page', () => {
  it('are its statements, each with its line and its answer', () => {
    expect(commandsOf('page.md', PAGE).map(({ line, text, answer }) => [line, text, answer])).toEqual([
      [6, 'make demo    # that\'s a comment with a "quote', undefined],
      [7, 'KEY=$(openssl rand -hex 16)', undefined],
      [8, 'curl -s "http://localhost/$KEY" \\\n  -d \'{"a": "it is\n        so"}\'', '{ "b": 1 }\n'],
      [22, "node <<'END'\nconst text = 'it is';\n\nEND", undefined],
      [26, 'rm "$(readlink "$x/y")/z"', undefined],
    ]);
  });

  it('have an end', () => {
    expect(() => commandsOf('page.md', "```sh\necho 'a\n```\n")).toThrow('has no end');
  });
});

describe('the commands of all pages', () => {
  const found = pages().flatMap((page) => commandsOf(page));

  it('are run, each by one spec (else: give the page its spec in page-runners.ts)', () => {
    const run = Object.entries(PAGE_RUNNERS).flatMap(([page, runners]) =>
      runners.flatMap(([spec]) => commandsFor(spec, page)),
    );
    expect(run.map(({ title }) => title).toSorted()).toEqual(found.map(({ title }) => title).toSorted());
  });

  it('are taken from the pages by those specs', () => {
    const specs = Object.entries(PAGE_RUNNERS).flatMap(([page, runners]) => runners.map(([spec]) => [spec, page]));
    const blind = specs.filter(([spec = '', page = '']) => {
      const text = existsSync(spec) ? readFileSync(spec, 'utf8') : '';
      const names = text.includes(`'${page}'`) || text.includes('pagesOf(');
      return !text.includes('commandsFor(') || !text.includes(`'${spec}'`) || !names;
    });
    expect(blind).toEqual([]);
  });

  it('stand in blocks that say so', () => {
    const others = pages().filter((page) =>
      /^ *```(?:console|shell|zsh|powershell)|^ +```(?:sh|bash)/m.test(readFileSync(page, 'utf8')),
    );
    expect(others).toEqual([]);
  });
});
