import type { IncomingMessage } from 'node:http';

/**
 * A request as the SDK looks at it: all but its body, which was parsed before and is handed over beside it.
 * @param signal fires when its client leaves.
 */
export function webRequest({ method = 'GET', url = '/', headers }: IncomingMessage, signal?: AbortSignal): Request {
  const given: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') given.push([name, value]);
    else for (const item of value ?? []) given.push([name, item]);
  }
  const address = `http://${headers.host ?? 'localhost'}${url}`;
  return new Request(address, { method, headers: given, ...(signal && { signal }) });
}
