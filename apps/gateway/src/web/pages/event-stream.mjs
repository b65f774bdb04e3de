import { textIn } from './text-stream.mjs';

/** Server-Sent Events of an answer that is still coming: `{ id, data }` each. `EventSource` could send no key. */
export async function* eventsIn(response) {
  let rest = '';
  for await (const text of textIn(response)) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = eventIn(block);
      if (event.data !== undefined || event.id !== undefined) yield event;
    }
  }
}

function eventIn(block) {
  const event = {};
  for (const line of block.split('\n')) {
    const [, name, value] = /^(id|data): ?(.*)$/.exec(line) ?? [];
    if (name === 'id') event.id = value;
    if (name === 'data') event.data = event.data === undefined ? value : `${event.data}\n${value}`;
  }
  return event;
}
