import type { Server } from 'node:http';
import { WsAdapter } from '@nestjs/platform-ws';
import { WebSocketServer } from 'ws';
import type { JsonParser } from '../http/json-body.js';
import { readFrame } from './frame.js';
import type { Handshakes } from './handshakes.js';

/** Under this name Nest hands every frame to the one handler that there is. */
export const FRAME = 'frame';

/** Binds the gateway's sockets to its HTTP server by way of the routes, not past them as Nest's own adapter does. */
export class SocketAdapter extends WsAdapter {
  constructor(
    private readonly http: Server,
    private readonly handshakes: Handshakes,
    private readonly maxPayload: number,
    parse: JsonParser,
  ) {
    super(http, { messageParser: (data) => ({ event: FRAME, data: readFrame(data, parse) }) });
  }

  override create(): WebSocketServer {
    const sockets = new WebSocketServer({
      noServer: true,
      maxPayload: this.maxPayload,
      // Compressing costs memory for each socket, and lets a small message grow into a large one.
      perMessageDeflate: false,
      // Pings are answered by the connection, which knows how much its client has still to read.
      autoPong: false,
      handleProtocols: (offered) => offered.has('mcp') && 'mcp',
    });
    this.handshakes.listen(this.http, sockets);
    return sockets;
  }

  /** Sockets end with their calls, or are cut together with the HTTP server's other connections. */
  override async close(sockets: WebSocketServer): Promise<void> {
    sockets.close();
  }
}
