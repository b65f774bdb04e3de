import { publicError, toGatewayError } from '#libs/contracts';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';

/**
 * What fails and is no tool is an error of the protocol; the typed one stands in its data.
 * @param asked what was asked for, to stand there too.
 */
export function toProtocolError(thrown: unknown, asked: { readonly uri?: string } = {}): ProtocolError {
  const error = toGatewayError(thrown);
  const { message, ...members } = publicError(error);
  // What is refused is the client's to change; only the rest is ours.
  const rpcCode = error.httpStatus < 500 ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(rpcCode, message, { ...asked, ...members });
}
