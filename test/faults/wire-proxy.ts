import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to bytes that go one way. What is left out does not happen. */
export interface WireFaults {
  /** Each piece waits so long. */
  readonly latencyMs?: number;
  /** So many bytes are passed at a time, one such piece every `everyMs`. */
  readonly trickle?: { readonly bytes: number; readonly everyMs: number };
  /** What happens after so many bytes, in place of the rest. */
  readonly cut?: {
    readonly afterBytes: number;
    /** `reset`: RST both ways. `end`: FIN both ways. `half-close`: FIN this way. `black-hole`: nothing, ever. */
    readonly by: 'reset' | 'end' | 'half-close' | 'black-hole';
  };
  /** Changes the bytes. */
  readonly corrupt?: (bytes: Buffer) => Buffer;
}

export interface WireScript {
  /** From who has connected to the target. */
  readonly up?: WireFaults;
  readonly down?: WireFaults;
}

/** A way to a server that does to bytes what a test says, by direction and by connection. */
export class WireProxy {
  private readonly sockets = new Set<Socket>();
  private readonly held = new Set<Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private script: (connection: number) => WireScript = () => ({});
  private accepted = 0;
  private readonly server: Server;
  private readonly target: URL;

  // Without parameter properties: Node itself runs this file for scenarios, and it only strips types.
  private constructor(server: Server, target: URL) {
    this.server = server;
    this.target = target;
    server.on('connection', (client) => this.pass(client));
  }

  static async start(target: string): Promise<WireProxy> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WireProxy(server, new URL(target));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Connections accepted so far. */
  get connections(): number {
    return this.accepted;
  }

  /** Connections that whoever has opened them has not closed. */
  get open(): number {
    return this.held.size;
  }

  /** Delays of its own that are under way. */
  get waiting(): number {
    return this.timers.size;
  }

  /** For the bytes from now on, open connections included. @param script by the number of a connection, from 1. */
  behave(script: WireScript | ((connection: number) => WireScript)): void {
    this.script = typeof script === 'function' ? script : () => script;
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private pass(client: Socket): void {
    this.accepted += 1;
    const number = this.accepted;
    const upstream = connect({ port: Number(this.target.port), host: this.target.hostname, allowHalfOpen: true });
    for (const [socket, peer] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => socket.destroy());
      socket.once('close', () => peer.destroy());
    }
    this.sockets.add(client);
    this.held.add(client);
    client.once('end', () => this.held.delete(client));
    client.once('close', () => {
      this.held.delete(client);
      this.sockets.delete(client);
    });
    this.direct(client, upstream, () => this.script(number).up ?? {});
    this.direct(upstream, client, () => this.script(number).down ?? {});
  }

  /** One direction: pieces in their order, each after the one before it. */
  private direct(from: Socket, to: Socket, faults: () => WireFaults): void {
    let passed = 0;
    let over = false;
    let turn: Promise<void> = Promise.resolve();
    const send = async (bytes: Buffer): Promise<void> => {
      const { latencyMs = 0, trickle, cut, corrupt } = faults();
      if (over) return;
      if (latencyMs > 0) await this.pause(latencyMs);
      const whole = corrupt ? corrupt(bytes) : bytes;
      const fitting = cut ? whole.subarray(0, Math.max(0, cut.afterBytes - passed)) : whole;
      const size = trickle?.bytes ?? (fitting.length || 1);
      for (let at = 0; at < fitting.length && !to.destroyed; at += size) {
        if (trickle) await this.pause(trickle.everyMs);
        to.write(fitting.subarray(at, at + size));
      }
      passed += fitting.length;
      if (!cut || passed < cut.afterBytes) return;
      over = true;
      finish(cut.by, from, to);
    };
    from.on('data', (bytes: Buffer) => {
      turn = turn.then(() => send(bytes));
    });
    const end = async (before: Promise<void>): Promise<void> => {
      await before;
      if (!over) to.end();
    };
    from.once('end', () => {
      turn = end(turn);
    });
  }

  private async pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        resolve();
      }, milliseconds);
      this.timers.add(timer);
    });
  }
}

function finish(how: NonNullable<WireFaults['cut']>['by'], from: Socket, to: Socket): void {
  if (how === 'half-close') to.end();
  if (how === 'reset') to.resetAndDestroy();
  if (how !== 'end') return;
  to.end();
  from.end();
}
