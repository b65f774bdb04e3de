import { Forbidden, Internal } from '#libs/contracts';
import { toolError, toolResult } from './tool-result.js';

const _meta = { 'odoo-mcp-server/untrusted': true };

describe('toolResult', () => {
  const outcome = { result: { content_base64: 'JVBERg==' }, text: 'printed', structured: false };
  const file = { uri: 'odoo://reports/a.b/1', name: 'b.pdf', mimeType: 'application/pdf', base64: 'JVBERg==' };

  it('says a small result twice and rows once, marked as the words of others', () => {
    expect(toolResult({ result: { a: 1 }, text: '{"a":1}', structured: true })).toEqual({
      content: [{ type: 'text', text: '{"a":1}', _meta }],
      structuredContent: { a: 1 },
    });
    expect(toolResult(outcome)).toEqual({ content: [{ type: 'text', text: 'printed', _meta }] });
  });

  it('hands a file over as a resource, with a link where it can be read again', () => {
    const resource = { type: 'resource', resource: { uri: file.uri, mimeType: file.mimeType, blob: file.base64 } };
    expect(toolResult({ ...outcome, files: [{ ...file, readable: false }] }).content.slice(1)).toEqual([resource]);
    expect(toolResult({ ...outcome, files: [{ ...file, readable: true }] }).content.slice(1)).toEqual([
      resource,
      { type: 'resource_link', uri: file.uri, name: 'b.pdf', mimeType: 'application/pdf' },
    ]);
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

  it('tells that it is one of an earlier call', () => {
    const before = new Forbidden('Protected.', { layer: 'model', replayed: true });
    expect(toolError(before, false)._meta).toEqual({ 'io.odoo-mcp/idempotency-replayed': true });
    expect(toolError(before, false).content).toMatchObject([
      { text: expect.stringContaining('"replayed":true') as string },
    ]);
  });

  it('names the rule with debug', () => {
    expect(shownIn(true)).toMatchObject({ shown: { error: { rule: 'protected-models' } } });
  });

  it('says nothing of what the gateway did not foresee', () => {
    expect(JSON.stringify(toolError(new Internal(new Error('canary')), true))).not.toContain('canary');
  });
});
