import { type RunningGateway, TEST_KEY } from '../../fixtures/gateway.js';
import { framesIn } from '../../fixtures/stream-frames.js';
import type { DoorAnswer } from './door.js';

/** REST answers errors by `error`, in JSON-RPC's shape with the typed one in its data, or the typed one itself. */
export function restAnswer(body: unknown): DoorAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { error } = (body ?? {}) as { error?: { code?: string | number; data?: { code: string } } };
  return { outcome: String(error?.data?.code ?? error?.code ?? 'ok'), text };
}

/** MCP answers refusals as results that say `isError`, and mistakes of the client as protocol errors. */
export function mcpAnswer(body: unknown): DoorAnswer {
  const { result, error } = body as { result?: { isError?: boolean; content: [{ text: string }] }; error?: unknown };
  const text = JSON.stringify(body);
  if (error !== undefined) return { outcome: 'protocol_error', text };
  if (result?.isError !== true) return { outcome: 'ok', text };
  const refusal = JSON.parse(result.content[0].text) as { error: { code: string } };
  return { outcome: refusal.error.code, text };
}

/** A stream answers as REST does until it has begun, and then by its last frame. */
export function streamAnswer(body: unknown): DoorAnswer {
  if (typeof body !== 'string') return restAnswer(body);
  return { outcome: restAnswer(framesIn(body).at(-1)?.data).outcome, text: body };
}

/** A request by its address, as a browser or a dashboard sends one. */
export async function request(
  gateway: RunningGateway,
  method: string,
  path: string,
  body?: unknown,
): Promise<DoorAnswer> {
  const answer = await fetch(gateway.url + path, {
    method,
    headers: { 'x-api-key': TEST_KEY, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json = answer.headers.get('content-type')?.includes('json') === true;
  const { outcome } = json ? restAnswer(JSON.parse(text)) : { outcome: 'ok' };
  // What the server refuses before any route has it.
  return { outcome: answer.ok || outcome !== 'ok' ? outcome : `http_${answer.status}`, text };
}
