// Connections that are there, and ask little or nothing.
import { connect } from 'node:net';

/** More than one address may have. */
export const CROWD = 2000;

/** Sockets from one address of this machine that send what they are told, now and then. */
export class Crowd {
  #sockets = new Set();

  constructor(url, from) {
    this.port = Number(new URL(url).port);
    this.from = from;
  }

  get size() {
    return this.#sockets.size;
  }

  /** Opens as many as are missing, and says the same with each. Some may be refused. */
  fill(most, greeting = () => '') {
    for (let number = this.size; number < most; number += 1) {
      const socket = connect({ port: this.port, host: '127.0.0.1', localAddress: this.from });
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
      // What it is answered is of no interest, but is taken.
      socket.resume();
      socket.write(greeting(number));
    }
  }

  say(text) {
    for (const socket of this.#sockets) socket.write(text);
  }

  leave() {
    for (const socket of this.#sockets) socket.destroy();
  }
}
