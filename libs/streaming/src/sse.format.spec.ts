import { Forbidden } from '#libs/contracts';
import { SseFormat } from './sse.format.js';

describe('SseFormat', () => {
  const format = new SseFormat(() => Date.UTC(2024, 0, 1, 12, 0, 10), false);
  const timestamp = '2024-01-01T12:00:10.000Z';
  const messageIn = (text: string): unknown => JSON.parse(/^data: (.*)\n\n$/m.exec(text)?.[1] ?? '');

  it('is read as events, in UTF-8', () => {
    expect(format.headers).toEqual({ 'content-type': 'text/event-stream; charset=utf-8' });
    expect(format.heartbeat).toBe(': keep-alive\n\n');
  });

  it('begins with what there is to come', () => {
    const start = { type: 'start', tool: 'odoo_search', total: 5, columns: ['id'], booleans: [] } as const;
    expect(format.text(start)).toBe(
      `data: {"type":"start","tool":"odoo_search","timestamp":"${timestamp}","total":5,"columns":["id"]}\n\n`,
    );
    expect(format.text({ type: 'start', tool: 'odoo_count' })).toBe(
      `data: {"type":"start","tool":"odoo_count","timestamp":"${timestamp}"}\n\n`,
    );
  });

  it('has a cursor as the id of each chunk, and line ends in rows end no line', () => {
    const progress = { current: 1, total: 5 };
    expect(format.text({ type: 'chunk', rows: [{ id: 1, name: 'a\nb' }], progress, cursor: 'c-1' })).toBe(
      'id: c-1\ndata: {"type":"chunk","data":[{"id":1,"name":"a\\nb"}],"progress":{"current":1,"total":5}}\n\n',
    );
  });

  it('tells how far a call has come, and gives its result as the only chunk', () => {
    expect(messageIn(format.text({ type: 'progress', progress: { done: 2, total: 3, message: 'rows read' } }))).toEqual(
      {
        type: 'progress',
        progress: { current: 2, total: 3 },
        message: 'rows read',
      },
    );
    const outcome = { result: { count: 7 }, text: '7', structured: true };
    expect(messageIn(format.text({ type: 'result', outcome }))).toEqual({
      type: 'chunk',
      data: { count: 7 },
      progress: { current: 1, total: 1 },
    });
    expect(format.text({ type: 'end' })).toBe(`data: {"type":"end","timestamp":"${timestamp}"}\n\n`);
  });

  it('ends with an error in its own words, and with the rule in DEBUG only', () => {
    const error = new Forbidden('No.', { layer: 'model', hint: 'Ask.', rule: 'protected-models' });
    const shown = { code: 'forbidden', message: 'No.', hint: 'Ask.', layer: 'model', retryable: false };
    const message = { type: 'error', message: 'No.', timestamp, error: shown };
    expect(messageIn(format.failure(error))).toEqual(message);
    const debugging = new SseFormat(() => Date.parse(timestamp), true);
    expect(messageIn(debugging.failure(error))).toEqual({ ...message, error: { ...shown, rule: 'protected-models' } });
  });
});
