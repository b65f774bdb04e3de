import { type Setting, settings } from './setting.decorator.js';

/** The text of `.env.example`: every setting, commented out unless it is required. */
export function environmentExample(): string {
  const lines = ['# Copy to .env and fill in. Every setting is explained in docs/operations/configuration.md.'];
  for (const [group, members] of byGroup()) {
    lines.push('', `# ${group}`);
    for (const setting of members) lines.push(exampleLine(setting));
  }
  return `${lines.join('\n')}\n`;
}

/** The text of docs/operations/configuration.md. */
export function configurationPage(): string {
  const lines = [
    '# Configuration',
    '',
    'Settings come from the environment, or from a file `.env` in the working directory; the environment wins.',
    'A missing or wrong one stops the start with all problems listed by name.',
    'This page and `.env.example` are generated (`npm run docs:generate`) and compared in `make test`.',
  ];
  for (const [group, members] of byGroup()) {
    lines.push('', `## ${group}`, '', '| name | default | expected | what it does |', '| --- | --- | --- | --- |');
    for (const setting of members) lines.push(tableRow(setting));
  }
  return `${lines.join('\n')}\n`;
}

function byGroup(): Map<string, Setting[]> {
  return Map.groupBy(settings(), ({ group }) => group);
}

function exampleLine(setting: Setting): string {
  const value = setting.secret ? '' : (setting.default ?? setting.example ?? '');
  return `${setting.required ? '' : '#'}${setting.name}=${value}`;
}

function tableRow(setting: Setting): string {
  const fallback = setting.default === undefined ? (setting.required ? '**required**' : '–') : `\`${setting.default}\``;
  const example = setting.example === undefined ? '' : `, such as \`${setting.example}\``;
  return `| \`${setting.name}\` | ${fallback} | ${setting.expects}${example} | ${setting.about} |`;
}
