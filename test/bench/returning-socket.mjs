// A client of the WebSocket that does what docs/websocket.md tells clients to do when a gateway ends.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { KEY } from './programs.mjs';

const GOING_AWAY = 1001;

/** Connects again when it is told to. What was not answered by then was not taken, and is sent again. */
export class ReturningSocket {
  waiting = new Map();
  closing = false;
  returns = 0;

  /** @param heard is given messages that answer nothing. @param opened is told of each connection. */
  constructor(url, heard = () => {}, opened = () => {}) {
    Object.assign(this, { url, heard, opened });
  }

  async open() {
    const headers = { authorization: `Bearer ${KEY}` };
    this.socket = new WebSocket(`${this.url.replace('http', 'ws')}/mcp/ws`, 'mcp', { headers });
    this.socket.on('message', (data) => this.take(JSON.parse(Buffer.from(data).toString())));
    this.socket.on('error', () => {});
    await once(this.socket, 'open');
    this.socket.once('close', (code) => void this.closed(code));
    this.opened(this);
    for (const { message } of this.waiting.values()) this.send(message);
  }

  /** @returns the answer. */
  ask(message) {
    return new Promise((resolve, reject) => {
      this.waiting.set(message.id, { message, resolve, reject });
      this.send(message);
    });
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  close() {
    this.closing = true;
    this.socket.close();
  }

  take(message) {
    const asked = this.waiting.get(message.id);
    if (!asked) {
      this.heard(message);
      return;
    }
    // It stays, and is sent again on the next connection.
    if (message.error?.data?.code === 'gateway_unavailable') return;
    this.waiting.delete(message.id);
    asked.resolve(message);
  }

  async closed(code) {
    if (this.closing) return;
    if (code !== GOING_AWAY) {
      for (const { reject } of this.waiting.values()) reject(new Error(`The socket was closed with ${code}.`));
      this.waiting.clear();
    }
    this.returns += 1;
    for (let isOpen = false; !isOpen && !this.closing; ) {
      await sleep(100 + Math.random() * 400);
      isOpen = await this.open().then(
        () => true,
        () => false,
      );
    }
  }
}
