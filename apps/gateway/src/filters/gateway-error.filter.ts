import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { type GatewayError, Internal, REFUSAL_OBSERVER, type RefusalObserver } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/observability';
import type { GuardedRequest } from '#libs/permissions';
import { sourceOf } from '../http/call-source.js';
import { doorOf } from '../http/door.js';
import { challengeOf } from './challenge.js';
import { errorBody, explain } from './error-answer.js';

/** The one place where an error becomes an HTTP answer. */
@Catch()
export class GatewayErrorFilter implements ExceptionFilter {
  constructor(
    @Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(REFUSAL_OBSERVER) private readonly observer: RefusalObserver,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = explain(thrown);
    this.log(error, request);
    this.takeNote(error, request);
    if (reply.sent) {
      // An answer is under way; unless it has ended with its own words, it is cut, so that nobody takes it for whole.
      if (!reply.raw.writableEnded) reply.raw.destroy();
      return;
    }
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
    const challenge = challengeOf(error, this.config.oauth);
    if (challenge !== undefined) reply.header('www-authenticate', challenge);
    reply.status(error.httpStatus).send(errorBody(error, request.url, request.body, this.config.server.debug));
  }

  /** What a call has told of already is not told twice. */
  private takeNote(error: GatewayError, request: FastifyRequest & Pick<GuardedRequest, 'principal'>): void {
    const origin = { door: doorOf(request.url), requestId: request.id, ...sourceOf(request) };
    this.observer.requestRefused(error, { principal: request.principal?.id, origin });
  }

  /** Refusals of calls are logged where calls are; here only what no call has seen. */
  private log(error: GatewayError, request: FastifyRequest): void {
    const line = { requestId: request.id, code: error.code, layer: error.layer, rule: error.rule };
    if (error instanceof Internal) this.logger.error({ ...line, err: error.cause }, 'request failed');
    else this.logger.debug(line, 'request refused');
  }
}
