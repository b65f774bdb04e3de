import type { Server, ServerResponse, IncomingMessage } from 'node:http';
import type { BlockList, Socket } from 'node:net';
import type { EntranceLimits } from '#libs/config';
import { addressList, includesAddress, networkOf } from '#libs/permissions';
import type { Logger, RefusedConnections } from '#libs/observability';

type ConnectionLimits = Pick<EntranceLimits, 'maxConnections' | 'maxConnectionsPerAddress'>;

const RULES = { total: 'max-connections', address: 'max-connections-per-address' } as const;

/** Every connection to the HTTP server: how many there may be, and on which something is under way. */
export class HttpConnections {
  /** With the number of requests on each that are still to be answered. */
  private readonly open = new Map<Socket, number>();
  private readonly byNetwork = new Map<string, number>();
  private readonly proxies: BlockList;
  private readonly refusals = { total: 0, address: 0 };

  /** @param trustedProxies whose connections are many clients', and are not counted by address. */
  constructor(
    server: Server,
    private readonly limits: ConnectionLimits,
    trustedProxies: readonly string[],
    private readonly logger: Logger,
  ) {
    this.proxies = addressList(trustedProxies);
    server.maxConnections = limits.maxConnections;
    server.on('drop', (dropped) => this.refuse('total', dropped?.remoteAddress));
    server.on('connection', (socket: Socket) => this.admit(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => this.follow(socket, response));
  }

  /** Closed unanswered, since the start. */
  get refused(): RefusedConnections {
    return this.refusals;
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
    if (!includesAddress(this.proxies, remoteAddress)) this.count(socket, remoteAddress);
  }

  private count(socket: Socket, address: string): void {
    const network = networkOf(address);
    const others = this.byNetwork.get(network) ?? 0;
    if (others >= this.limits.maxConnectionsPerAddress) {
      this.refuse('address', address);
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

  /** At debug, or whoever opens connections could fill the log. */
  private refuse(reason: keyof RefusedConnections, address: string | undefined): void {
    this.refusals[reason] += 1;
    this.logger.debug({ rule: RULES[reason], address }, 'connection refused');
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
