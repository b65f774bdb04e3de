import { Mistake } from '../mistake.js';

const PATIENCE_MS = 15_000;
const MOST_BYTES = 4_000_000;

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: start the gateway (make run), or check the port.',
  ENOTFOUND: 'There is no such host: check the name.',
  EAI_AGAIN: 'The name of the host could not be looked up: check the network.',
  CERT_HAS_EXPIRED: 'The TLS certificate there has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The TLS certificate there is self-signed: set NODE_EXTRA_CA_CERTS to its authority.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The TLS certificate there is not trusted: set NODE_EXTRA_CA_CERTS to its authority.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The TLS certificate there is for another name.',
};

/**
 * Fetches from an address that somebody has typed: follows no redirect, so that the key goes nowhere else, and takes
 * no more bytes or time than an answer of the gateway needs.
 * @throws Mistake where nothing answers, or with a redirect.
 */
export async function carefulFetch(input: string | URL, init: RequestInit = {}): Promise<Response> {
  const time = AbortSignal.timeout(PATIENCE_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, time]) : time;
  let answer: Response;
  try {
    answer = await fetch(input, { ...init, signal, redirect: 'manual' });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw unreachable(error);
  }
  const elsewhere = answer.headers.get('location');
  if (answer.status >= 300 && answer.status < 400) {
    await answer.body?.cancel();
    const host = elsewhere === null ? undefined : URL.parse(elsewhere, input)?.origin;
    throw new Mistake(
      `It answers with a redirect${host ? ` to ${host}` : ''}, which is not followed: the key was not sent there. ` +
        'Where that is the gateway, use its address.',
    );
  }
  const body = answer.body?.pipeThrough(bounded()) ?? null;
  return new Response(body, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
}

function bounded(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) controller.error(new Mistake('It answers with more than a gateway would.'));
      else controller.enqueue(chunk);
    },
  });
}

function unreachable(error: unknown): Mistake {
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return new Mistake(`It has not answered in ${PATIENCE_MS / 1000} seconds.`);
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'no answer';
  return new Mistake(BY_CODE[code] ?? `It cannot be reached (${code}).`);
}
