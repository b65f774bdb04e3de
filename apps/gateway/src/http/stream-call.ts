import { InvalidArguments, type StreamCall } from '#libs/contracts';
import { isObject, type SeedCall, seedCall } from './seed-call.js';

/**
 * The streamed call in a body: what `seedCall` reads, and a `cursor` beside the arguments, at the top or in `params`.
 * @param lastEventId wins over the cursor: who connects again by itself repeats its body, and has read on since.
 * @throws InvalidArguments
 */
export function streamCall(body: unknown, lastEventId: string | undefined): SeedCall & Pick<StreamCall, 'resume'> {
  const { params } = (body ?? {}) as { params?: unknown };
  const { cursor: innerCursor, ...innerParams } = isObject(params) ? params : {};
  const call = seedCall(isObject(params) ? { ...(body as object), params: innerParams } : body);
  const { cursor = innerCursor } = body as { cursor?: unknown };
  if (cursor !== undefined && typeof cursor !== 'string') {
    throw new InvalidArguments('cursor: must be the text of a cursor.', { hint: 'Leave it out to start anew.' });
  }
  return { ...call, resume: lastEventId || cursor };
}
