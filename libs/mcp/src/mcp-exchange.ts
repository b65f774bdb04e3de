import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallSource, Principal } from '#libs/contracts';

/** One HTTP request to the MCP endpoint whose caller is known, and the response that it is owed. */
export interface McpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Parsed JSON; undefined where the request has none. */
  readonly body: unknown;
  readonly principal: Principal;
  /** Names the request in logs; the client has it in a header. */
  readonly requestId: string;
  readonly source?: CallSource;
}

/** Serves the revisions of one era of the protocol. */
export interface ProtocolEra {
  handle(exchange: McpExchange): Promise<void>;
  close(): Promise<void>;
}
