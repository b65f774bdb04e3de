import { withEntry } from './config-text.js';

const ENTRY = { command: 'npx', args: ['-y', 'mcp-remote'], env: { AUTH_HEADER: 'Bearer k' } };
const BODY = (indent: string, eol: string) =>
  JSON.stringify(ENTRY, undefined, '\t').replaceAll('\n', `${eol}\t\t`).replaceAll('\t', indent);

describe('withEntry', () => {
  it.each([undefined, '', ' \n'])('begins a configuration where there is none: %j', (text) => {
    const { text: made, change, others } = withEntry(text, 'odoo', ENTRY);
    expect([change, others]).toEqual(['added', []]);
    expect(made).toBe(`{\n  "mcpServers": {\n    "odoo": ${BODY('  ', '\n')}\n  }\n}\n`);
  });

  it.each([
    ['two spaces', '  ', '\n', ''],
    ['tabs, line ends of Windows and a byte order mark', '\t', '\r\n', '\uFEFF'],
    ['four spaces', '    ', '\n', ''],
  ])('leaves everything else as it was: %s', (_title, indent, eol, bom) => {
    const lines = (...text: readonly string[]) => text.join(eol).replaceAll('\t', indent);
    const head = [
      `${bom}{`,
      '\t"globalShortcut": "\\u0041lt",   "2": 1e400, "1": 12345678901234567890,',
      '\t"__proto__": { "polluted": true },',
      '\t"mcpServers": {',
      '\t\t"files": { "command": "x", "args": ["a", "b"], "odd": null }',
    ];
    const tail = ['\t},', '\t"preferences": [1,2]', '}', ''];
    const before = lines(...head, ...tail);
    const { text, change, others } = withEntry(before, 'odoo', ENTRY);
    expect([change, others]).toEqual(['added', ['files']]);
    expect(text).toBe(lines(`${lines(...head)},`, `\t\t"odoo": ${BODY(indent, eol)}`, ...tail));
    expect(withEntry(text, 'odoo', ENTRY)).toEqual({ text, change: 'unchanged', others: ['files'] });
    const other = withEntry(text, 'odoo', { command: 'npx', args: [] });
    expect([other.change, withEntry(other.text, 'odoo', ENTRY).text]).toEqual(['replaced', text]);
  });

  it('puts it where there are no servers yet', () => {
    expect(withEntry('{\n  "a": 1\n}', 'odoo', { command: 'x', args: [] }).text).toBe(
      '{\n  "a": 1,\n  "mcpServers": {\n    "odoo": {\n      "command": "x",\n      "args": []\n    }\n  }\n}',
    );
    expect(JSON.parse(withEntry('{"mcpServers":{"a":{}}}', 'odoo', ENTRY).text)).toEqual({
      mcpServers: { a: {}, odoo: ENTRY },
    });
  });

  it.each([
    ['{\n  "a": 1,\n}', 'It is no JSON: PropertyNameExpected at line 3, column 1.'],
    ['{ "a": "canary', 'It is no JSON: UnexpectedEndOfString at line 1, column 8.'],
    ['{} // canary', /^It is no JSON: InvalidCommentToken at line 1/],
    ["{ 'canary': 1 }", /^It is no JSON/],
    ['{ "a": "\u0007canary" }', /^It is no JSON/],
    ['[]', 'It is no JSON object.'],
    ['null', 'It is no JSON object.'],
    ['{"mcpServers": ["canary"]}', 'mcpServers in it is not an object: put that right first.'],
    [
      '{"mcpServers": {}, "mcpServers": {"canary": {}}}',
      '"mcpServers" stands in it twice: take one of them out first.',
    ],
    ['{"mcpServers": {"odoo": 1, "odoo": 2}}', '"odoo" stands in it twice: take one of them out first.'],
    ['{"mcpServers": {}, "mcpServer\\u0073": {}}', '"mcpServers" stands in it twice: take one of them out first.'],
    [`{"a": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`, /^It is nested too deep/],
    [`{"a": "${'x'.repeat(5_000_001)}"}`, 'It is too long for a configuration of Claude Desktop.'],
  ])('refuses what is no configuration, and repeats nothing of it (%#)', (text, words) => {
    let told: unknown;
    try {
      withEntry(text, 'odoo', ENTRY);
    } catch (error) {
      told = (error as Error).message;
    }
    expect(String(told)).toMatch(words);
    expect(String(told)).not.toContain('canary');
  });
});
