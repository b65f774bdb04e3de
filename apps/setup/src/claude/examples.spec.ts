import { EXAMPLES, examplesText } from './examples.js';
import { withEntry } from './config-text.js';

const servers = EXAMPLES.flatMap(({ title, servers: named }) =>
  Object.entries(named).map(([name, entry]) => ({ title, name, entry })),
);

describe('the examples', () => {
  it('are JSON as it is printed, each block by itself', () => {
    const printed = Array.from(
      examplesText().matchAll(/^\{\n[\s\S]*?^\}$/gm),
      ([block]) => JSON.parse(block) as unknown,
    );
    expect(printed).toEqual(EXAMPLES.map(({ servers: mcpServers }) => ({ mcpServers })));
    expect(examplesText()).toContain('Add custom connector');
  });

  it.each(servers)('$title: $name can be put into a configuration', ({ name, entry }) => {
    expect(JSON.parse(withEntry('{"mcpServers": {}}', name, entry).text)).toEqual({ mcpServers: { [name]: entry } });
  });

  it.each(servers)('$title: $name has its secrets in env alone', ({ entry: { args, env = {} } }) => {
    const secrets = Object.values(env).flatMap((value) => /YOUR_\w+/.exec(value) ?? []);
    expect(secrets.filter((secret) => args.some((argument) => argument.includes(secret)))).toEqual([]);
    expect(args.join(' ')).not.toMatch(/YOUR_/);
  });
});
