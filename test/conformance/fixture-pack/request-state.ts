import { randomBytes } from 'node:crypto';
import {
  createRequestStateCodec,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';

/** How far the questions of one call have come. */
export interface RequestState {
  readonly round: number;
}

const codec = createRequestStateCodec<RequestState>({
  key: randomBytes(32),
  // All calls of a run are of one caller.
  bind: ({ mcpReq }) => mcpReq.method,
});

/** What the client carries to the next round of its call. */
export function seal(state: RequestState, context: ServerContext): Promise<string> {
  return codec.mint(state, context);
}

/** @throws ProtocolError for what this program did not seal. */
export async function unseal(context: ServerContext): Promise<RequestState | undefined> {
  const sealed = context.mcpReq.requestState<string>();
  if (sealed === undefined) return undefined;
  return codec.verify(sealed, context).catch(() => {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The request state is not one of ours.');
  });
}
