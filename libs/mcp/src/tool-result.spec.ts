import { Forbidden, Internal } from '#libs/contracts';
import { toolError, toolResult } from './tool-result.js';

describe('toolResult', () => {
  it('says small results twice, the same both times', () => {
    expect(toolResult({ result: { count: 7 }, text: '{"count":7}', structured: true })).toEqual({
      content: [{ type: 'text', text: '{"count":7}' }],
      structuredContent: { count: 7 },
    });
  });

  it('says rows once', () => {
    expect(toolResult({ result: { records: [] }, text: 'rows', structured: false })).toEqual({
      content: [{ type: 'text', text: 'rows' }],
    });
  });
});

describe('toolError', () => {
  const error = new Forbidden('Protected.', {
    layer: 'model',
    rule: 'protected-models',
    hint: 'Leave it.',
    cause: 'canary',
  });
  const shownIn = (debug: boolean): unknown => {
    const { content, isError } = toolError(error, debug);
    const [first] = content;
    return { isError, shown: first?.type === 'text' ? (JSON.parse(first.text) as unknown) : undefined };
  };

  it('is a result that the model can read and learn from', () => {
    expect(shownIn(false)).toEqual({
      isError: true,
      shown: {
        error: { code: 'forbidden', message: 'Protected.', hint: 'Leave it.', layer: 'model', retryable: false },
      },
    });
  });

  it('names the rule with debug', () => {
    expect(shownIn(true)).toMatchObject({ shown: { error: { rule: 'protected-models' } } });
  });

  it('says nothing of what the gateway did not foresee', () => {
    expect(JSON.stringify(toolError(new Internal(new Error('canary')), true))).not.toContain('canary');
  });
});
