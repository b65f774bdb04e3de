import { type ClaudeEntry, claudeEntry } from './claude-entry.js';

/** A way to connect that is ready to copy. */
export interface Example {
  readonly title: string;
  readonly about: string;
  readonly servers: Readonly<Record<string, ClaudeEntry>>;
}

const REMOTE = new URL('https://mcp.example.com/mcp');

export const EXAMPLES: readonly Example[] = [
  {
    title: 'A gateway on this machine',
    about: 'Without API_KEY it serves this machine alone, and needs no key.',
    servers: { odoo: claudeEntry({ url: new URL('http://localhost:8000/mcp'), key: '' }) },
  },
  {
    title: 'A gateway elsewhere, with a key',
    about: 'Put your own key in the place of YOUR_KEY.',
    servers: { odoo: claudeEntry({ url: REMOTE, key: 'YOUR_KEY' }) },
  },
  {
    title: 'Readonly',
    about:
      'What may be changed is for the key to say, and not for this file: give Claude a key with `mode: readonly` ' +
      '(npm run keys -- new claude --mode readonly), beside one that may write.',
    servers: {
      'odoo-readonly': claudeEntry({ url: REMOTE, key: 'YOUR_READONLY_KEY' }),
      'odoo-readwrite': claudeEntry({ url: REMOTE, key: 'YOUR_READWRITE_KEY' }),
    },
  },
  {
    title: 'Several Odoos',
    about: 'One entry for each connection of the access file; the key has to have both.',
    servers: {
      'odoo-production': claudeEntry({ url: REMOTE, key: 'YOUR_KEY', connection: 'production' }),
      'odoo-staging': claudeEntry({ url: REMOTE, key: 'YOUR_KEY', connection: 'staging' }),
    },
  },
  {
    title: 'Without HTTP: Claude Desktop starts the gateway itself',
    about: 'Put the folder of this project and your Odoo in. In the access file STDIO_CALLER names the key.',
    servers: {
      odoo: {
        command: 'npm',
        args: ['--silent', '--prefix', '/path/to/odoo-mcp-server', 'run', 'stdio'],
        env: {
          ODOO_URL: 'https://odoo.example.com',
          ODOO_DATABASE: 'company',
          ODOO_USERNAME: 'claude@example.com',
          ODOO_PASSWORD: 'YOUR_PASSWORD',
          MCP_MODE: 'readonly',
        },
      },
    },
  },
];

/** There is nothing to put into a file for this one. */
const CONNECTOR = `# Custom connector, with OAuth

Settings → Connectors → Add custom connector → https://mcp.example.com/mcp
Claude asks from Anthropic's own network, and takes no key: the gateway has to be
public, with OAUTH_ISSUER and PUBLIC_URL set (docs/operations/oauth.md). It can be
asked for what a connector begins with:

  curl -s https://mcp.example.com/.well-known/oauth-protected-resource/mcp
`;

export function examplesText(): string {
  const blocks = EXAMPLES.map(
    ({ title, about, servers }) =>
      `# ${title}\n\n${about}\n\n${JSON.stringify({ mcpServers: servers }, undefined, 2)}\n`,
  );
  return [...blocks, CONNECTOR].join('\n');
}
