/** A refusal or failure in the gateway's words. */
export class GatewayProblem extends Error {
  constructor({ message, hint, code, layer, retryable = false, status, requestId }) {
    super(message);
    Object.assign(this, { hint, code, layer, retryable, status, requestId });
  }
}

/** What an answer says that is none of success, whichever shape its body has. */
export function problemIn(response, text) {
  const { error } = parsed(text) ?? {};
  const told = error?.data ?? error;
  return new GatewayProblem({
    message: `The gateway answered ${response.status}.`,
    ...(typeof told === 'object' && told),
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? undefined,
  });
}

/** A request that brought no answer. */
export function unreachable() {
  return new GatewayProblem({
    message: 'The gateway cannot be reached.',
    hint: 'Check that it runs, and your network. Then try again.',
    code: 'unreachable',
    layer: 'network',
    retryable: true,
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
