import { StreamFormats } from './stream-formats.js';

describe('StreamFormats', () => {
  const formats = new StreamFormats({ header: () => '', lines: () => '' }, () => 0, false);
  const chosen = (accept: string | undefined) =>
    formats.choose(accept, { fileName: 'x.csv', resumed: false }).headers['content-type'];

  it.each([
    [undefined, 'text/event-stream; charset=utf-8'],
    ['', 'text/event-stream; charset=utf-8'],
    ['*/*', 'text/event-stream; charset=utf-8'],
    ['text/html, application/xhtml+xml', 'text/event-stream; charset=utf-8'],
    ['application/json, text/event-stream', 'text/event-stream; charset=utf-8'],
    ['text/csv', 'text/csv; charset=utf-8'],
    ['Text/CSV; charset=utf-8', 'text/csv; charset=utf-8'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['text/csv;q=0.5, application/x-ndjson', 'application/x-ndjson'],
    ['application/x-ndjson;q=0.5, text/csv;q=0.9', 'text/csv; charset=utf-8'],
    ['text/event-stream, text/csv', 'text/event-stream; charset=utf-8'],
    ['text/csv;q=0', 'text/event-stream; charset=utf-8'],
    ['text/csv;q=abc', 'text/event-stream; charset=utf-8'],
  ])('takes %j for %s', (accept, type) => {
    expect(chosen(accept)).toBe(type);
  });

  it('hears that cursors are wanted', () => {
    const chunk = { type: 'chunk', rows: [], progress: { current: 0, total: 0 }, cursor: 'c' } as const;
    const options = { fileName: 'x.csv', resumed: false };
    const text = (accept: string) => formats.choose(accept, options).text(chunk);
    expect(text('application/x-ndjson; cursors=true')).toBe('{"cursor":"c"}\n');
    expect(text('application/x-ndjson; cursors=false')).toBe('');
  });
});
