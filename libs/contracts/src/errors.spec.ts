import {
  Cancelled,
  Forbidden,
  type GatewayError,
  GatewayUnavailable,
  HeadersTooLarge,
  Internal,
  InvalidArguments,
  NotFound,
  OdooRejected,
  OdooTimeout,
  OdooUnavailable,
  OutcomeUnknown,
  PayloadTooLarge,
  publicError,
  RateLimited,
  ShuttingDown,
  toGatewayError,
  Unauthenticated,
  UnsupportedEncoding,
  UpgradeRequired,
  UrlTooLong,
} from './errors.js';

const CANARY = 'canary-9f2c';

describe('the tree of errors', () => {
  it.each<[GatewayError, string, number, string, boolean]>([
    [new InvalidArguments('x'), 'invalid_arguments', 400, 'arguments', false],
    [new Unauthenticated('x'), 'unauthenticated', 401, 'key', false],
    [new Forbidden('x', { layer: 'mode' }), 'forbidden', 403, 'mode', false],
    [new NotFound('x'), 'not_found', 404, 'odoo', false],
    [new PayloadTooLarge('x'), 'payload_too_large', 413, 'arguments', false],
    [new OdooRejected('x'), 'odoo_rejected', 422, 'odoo', false],
    [new UrlTooLong('x'), 'url_too_long', 414, 'arguments', false],
    [new UnsupportedEncoding('x'), 'unsupported_encoding', 415, 'arguments', false],
    [new HeadersTooLarge('x'), 'headers_too_large', 431, 'arguments', false],
    [new UpgradeRequired('x'), 'upgrade_required', 426, 'arguments', false],
    [new RateLimited('x'), 'rate_limited', 429, 'rate', true],
    [new Cancelled(), 'cancelled', 499, 'gateway', false],
    [new Internal(CANARY), 'internal', 500, 'gateway', false],
    [new OutcomeUnknown('x'), 'outcome_unknown', 502, 'odoo', false],
    [new OdooUnavailable('x'), 'odoo_unavailable', 503, 'odoo', true],
    [new GatewayUnavailable('x'), 'gateway_unavailable', 503, 'gateway', true],
    [new ShuttingDown('x'), 'gateway_unavailable', 503, 'gateway', true],
    [new OdooTimeout('x'), 'odoo_timeout', 504, 'odoo', true],
  ])('%p', (error, code, httpStatus, layer, retryable) => {
    expect(error).toMatchObject({ code, httpStatus, layer, retryable });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(error.constructor.name);
  });

  it('spreads over seconds those who are told to come back', () => {
    const seconds = [0, 0.5, 0.999].map((random) => new ShuttingDown('x', () => random).retryAfterSeconds);
    expect(seconds).toEqual([1, 3, 5]);
  });

  it('lets one error be more exact than its class', () => {
    const error = new OdooUnavailable('Refused.', { retryable: false, layer: 'key', retryAfterSeconds: 60 });
    expect(error).toMatchObject({ retryable: false, layer: 'key', retryAfterSeconds: 60 });
  });
});

describe('publicError', () => {
  const error = new Forbidden('The model is protected.', {
    layer: 'model',
    rule: 'protected-models',
    hint: 'Ask the operator.',
    cause: new Error(CANARY),
  });

  it('shows code, message, hint, layer and whether to try again', () => {
    expect(publicError(error)).toEqual({
      code: 'forbidden',
      message: 'The model is protected.',
      hint: 'Ask the operator.',
      layer: 'model',
      retryable: false,
    });
  });

  it('adds the rule that refused with debug', () => {
    expect(publicError(error, true)).toEqual({ ...publicError(error), rule: 'protected-models' });
  });

  it.each([false, true])('hides the cause and the stack (debug: %p)', (debug) => {
    const shown = JSON.stringify(publicError(error, debug));
    expect(shown).not.toContain(CANARY);
    expect(shown).not.toContain('errors.spec');
  });

  it('tells how long to wait where that is known', () => {
    expect(publicError(new RateLimited('Slow down.', { retryAfterSeconds: 7 }))).toMatchObject({
      retry_after_seconds: 7,
    });
  });

  it('leaves out what an error does not have', () => {
    expect(Object.keys(publicError(new NotFound('x'), true))).toEqual(['code', 'message', 'layer', 'retryable']);
  });
});

describe('toGatewayError', () => {
  it('lets typed errors through untouched', () => {
    const error = new NotFound('x');
    expect(toGatewayError(error)).toBe(error);
  });

  it.each([[new Error(CANARY)], [CANARY], [{ message: CANARY, code: CANARY }], [undefined], [null]])(
    'makes anything else an Internal that says nothing of it: %p',
    (thrown) => {
      const error = toGatewayError(thrown);
      expect(error).toBeInstanceOf(Internal);
      expect(error.cause).toBe(thrown);
      expect(`${error.message} ${error.hint} ${JSON.stringify(publicError(error, true))}`).not.toContain(CANARY);
    },
  );
});
