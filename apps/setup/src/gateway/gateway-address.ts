import { Mistake } from '../mistake.js';

/** Nothing that a shell, cmd.exe or a configuration file would take for its own. */
const PLAIN = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?\/[\w.~/-]*$/;

/** Where mcp-remote takes plain HTTP without being told to. */
const LOCAL_NAMES = new Set(['localhost', '127.0.0.1']);

/**
 * The address of a gateway's MCP endpoint, from what was typed; `/mcp` is added where no path is said.
 * @throws Mistake
 */
export function gatewayAddress(typed: string): URL {
  const url = URL.parse(typed.trim());
  if (!url) throw new Mistake('The address is not one: write it like http://localhost:8000/mcp');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Mistake('The address has to begin with http:// or https://');
  }
  if (url.username !== '' || url.password !== '') throw new Mistake('Leave the user and password out of the address.');
  if (url.search !== '' || url.hash !== '') throw new Mistake('Leave what follows ? or # out of the address.');
  if (url.pathname === '/') url.pathname = '/mcp';
  if (!PLAIN.test(url.href)) throw new Mistake('The path of the address may have letters, digits and . _ ~ - / only.');
  return url;
}

/** Whether a key sent there can be read on the way. */
export function isUnencrypted({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !LOCAL_NAMES.has(hostname);
}
