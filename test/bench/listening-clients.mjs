// A process of listeners to one model's changes. It is given the address and how many, says when all are told of
// changes, and on a message gives `delays`, the highest number that all have `heard`, or a summary of each of the
// `listeners`.
import { createHash } from 'node:crypto';
import { get } from 'node:http';
import { KEY } from './programs.mjs';

const [url, count] = process.argv.slice(2);

/** Milliseconds from the moment that stands in a record's name. */
const delays = [];
const listeners = Array.from({ length: Number(count) }, () => ({
  events: 0,
  hash: createHash('sha256'),
  /** The number in the name that was told last, by record. */
  last: new Map(),
  numbers: new Set(),
  highest: -1,
  outOfOrder: 0,
  ready: false,
  ended: false,
}));

function hear(listener, { type, id, record }) {
  if (type === 'ready') listener.ready = true;
  else listener.events += 1;
  listener.hash.update(`${type} ${id} ${record?.name}\n`);
  if (!record) return;
  const [number, at] = record.name.split(' ').map(Number);
  if (at > 0) delays.push(Date.now() - at);
  if (number < (listener.last.get(id) ?? -1)) listener.outOfOrder += 1;
  listener.last.set(id, number);
  listener.numbers.add(number);
  listener.highest = Math.max(listener.highest, number);
}

function listen(listener) {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, headers: { authorization: `Bearer ${KEY}` } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`A listener was answered ${answer.statusCode}.`));
      let rest = '';
      answer.setEncoding('utf8').on('data', (text) => {
        const frames = (rest + text).split('\n\n');
        rest = frames.pop();
        for (const frame of frames) {
          const data = /^data: (?<json>.*)$/m.exec(frame);
          if (data) hear(listener, JSON.parse(data.groups.json));
        }
        if (listener.ready) resolve();
      });
      answer.on('close', () => (listener.ended = true));
    });
    asked.on('error', reject);
  });
}

await Promise.all(listeners.map(listen));
process.on('message', (word) => {
  if (word === 'delays') process.send({ delays: delays.splice(0) });
  else if (word === 'heard') process.send({ heard: Math.min(...listeners.map(({ highest }) => highest)) });
  else process.send({ listeners: listeners.map(summary) });
});
process.on('disconnect', () => process.exit());
process.send('listening');

function summary({ events, numbers, hash, outOfOrder, ended }) {
  return { events, numbers: numbers.size, digest: hash.copy().digest('hex'), outOfOrder, ended };
}
