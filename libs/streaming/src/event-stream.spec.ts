import { sseFrame } from './event-stream.js';

describe('sseFrame', () => {
  it('is one event, on one line whatever is in it', () => {
    expect(sseFrame({ data: { text: 'a\nid: 1\n\nb' }, id: 'x' })).toBe(
      `id: x\ndata: ${JSON.stringify({ text: 'a\nid: 1\n\nb' })}\n\n`,
    );
  });

  it('tells an id without data, which clients keep and show nobody', () => {
    expect(sseFrame({ id: 'x' })).toBe('id: x\n\n');
  });
});
