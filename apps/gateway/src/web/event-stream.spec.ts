interface StreamedEvent {
  readonly id?: string;
  readonly data?: string;
}

interface EventStream {
  eventsIn: (response: { body: ReadableStream<Uint8Array> }) => AsyncIterable<StreamedEvent>;
}

const { eventsIn } = jest.requireActual<EventStream>('./pages/event-stream.mjs');

/** The events of a body that comes in these pieces. */
async function eventsOf(...pieces: readonly Uint8Array[]): Promise<StreamedEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const events: StreamedEvent[] = [];
  for await (const event of eventsIn({ body })) events.push(event);
  return events;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the events of a page', () => {
  it('have an id, data, or both; comments are none', async () => {
    const text = 'id: 1\ndata: {"type":"ready"}\n\n: keep-alive\n\nid: 2\n\ndata: a\ndata: b\n\n';
    expect(await eventsOf(bytes(text))).toEqual([{ id: '1', data: '{"type":"ready"}' }, { id: '2' }, { data: 'a\nb' }]);
  });

  it('are the same wherever the network cuts them, letters of several bytes too', async () => {
    const whole = bytes('id: 1\ndata: é\n\nid: 2\ndata: ü\n\n');
    for (let at = 1; at < whole.length; at += 1) {
      expect(await eventsOf(whole.slice(0, at), whole.slice(at))).toEqual([
        { id: '1', data: 'é' },
        { id: '2', data: 'ü' },
      ]);
    }
  });

  it('that are cut by the end are none', async () => {
    expect(await eventsOf(bytes('id: 1\ndata: a\n\nid: 2\ndata: b'))).toEqual([{ id: '1', data: 'a' }]);
  });
});
