import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { MetricsConfig } from '#libs/config';
import type { Logger } from 'pino';
import type { GatewayMetrics } from './gateway-metrics.js';

const PATH = '/metrics';

/** A scraper needs little. */
const LIMITS = { maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 10_000, keepAliveTimeout: 65_000 };
const MAX_CONNECTIONS = 20;

/** A port for Prometheus alone: no route of the gateway leads to it, so that no ingress can show it by accident. */
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly server: Server;

  constructor(
    private readonly metrics: GatewayMetrics,
    private readonly settings: MetricsConfig,
    private readonly logger: Logger,
  ) {
    this.server = createServer(LIMITS, (request, response) => void this.answer(request, response));
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  /** The port that it listens on. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** @throws where the port is taken, which stops the start. */
  async onApplicationBootstrap(): Promise<void> {
    const { host, port } = this.settings;
    this.server.listen(port, host);
    await once(this.server, 'listening');
    this.logger.info({ host, port: this.port }, 'metrics are served');
  }

  /** Until the end, so that a shutdown can be watched. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Never rejects. */
  private async answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url !== PATH) return end(response, 404);
    if (method !== 'GET' && method !== 'HEAD') return end(response, 405);
    try {
      const text = await this.metrics.exposition();
      response.setHeader('content-type', this.metrics.registry.contentType);
      end(response, 200, text);
    } catch (err) {
      this.logger.error({ err }, 'metrics cannot be told');
      end(response, 500);
    }
  }
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.statusCode = status;
  response.end(text);
}
