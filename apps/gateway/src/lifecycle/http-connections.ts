import type { Server, ServerResponse, IncomingMessage } from 'node:http';
import type { BlockList, Socket } from 'node:net';
import type { EntranceLimits } from '#libs/config';
import { addressList, includesAddress, networkOf } from '#libs/permissions';
import type { Logger } from '#libs/observability';

type ConnectionLimits = Pick<EntranceLimits, 'maxConnections' | 'maxConnectionsPerAddress'>;

/** Every connection to the HTTP server: how many there may be, and on which something is under way. */
export class HttpConnections {
  /** With the number of requests on each that are still to be answered. */
  private readonly open = new Map<Socket, number>();
  private readonly byNetwork = new Map<string, number>();
  private readonly proxies: BlockList;

  /** @param trustedProxies whose connections are many clients', and are not counted by address. */
  constructor(
    server: Server,
    private readonly limits: ConnectionLimits,
    trustedProxies: readonly string[],
    private readonly logger: Logger,
  ) {
    this.proxies = addressList(trustedProxies);
    server.maxConnections = limits.maxConnections;
    server.on('drop', () => logger.debug({ rule: 'max-connections' }, 'connection refused'));
    server.on('connection', (socket: Socket) => this.admit(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => this.follow(socket, response));
  }

  /**
   * Closes those on which nothing is under way, be it that they never asked anything, or not yet in full. A WebSocket's
   * handshake is never over here: whoever has taken it closes it.
   */
  closeIdle(): void {
    for (const [socket, underWay] of this.open) if (underWay === 0) socket.destroySoon();
  }

  private admit(socket: Socket): void {
    const { remoteAddress } = socket;
    // It has gone already.
    if (remoteAddress === undefined) return;
    this.open.set(socket, 0);
    socket.once('close', () => this.open.delete(socket));
    if (!includesAddress(this.proxies, remoteAddress)) this.count(socket, networkOf(remoteAddress));
  }

  private count(socket: Socket, network: string): void {
    const others = this.byNetwork.get(network) ?? 0;
    if (others >= this.limits.maxConnectionsPerAddress) {
      this.logger.debug({ rule: 'max-connections-per-address' }, 'connection refused');
      socket.destroy();
      return;
    }
    this.byNetwork.set(network, others + 1);
    socket.once('close', () => {
      const left = (this.byNetwork.get(network) ?? 0) - 1;
      if (left > 0) this.byNetwork.set(network, left);
      else this.byNetwork.delete(network);
    });
  }

  private follow(socket: Socket, response: ServerResponse): void {
    this.change(socket, 1);
    response.once('close', () => this.change(socket, -1));
  }

  private change(socket: Socket, by: 1 | -1): void {
    const underWay = this.open.get(socket);
    if (underWay !== undefined) this.open.set(socket, underWay + by);
  }
}
