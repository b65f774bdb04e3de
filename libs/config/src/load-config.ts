import { Module } from '@nestjs/common';
import { ConfigModule as EnvironmentModule, ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { type GatewayConfig, toGatewayConfig } from './gateway-config.js';
import { readEnvironment } from './read-environment.js';

export interface ConfigSource {
  /** Introduces the server where MCP_SERVER_VERSION does not. */
  readonly packageVersion: string;
  /** In place of the process's environment and `.env`, which are then not looked at. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

@Module({})
class SourceModule {}

const VALIDATED = 'validated';

/**
 * Reads the configuration before anything else is made, since the HTTP server itself is made from it.
 * @throws ConfigurationError with every problem at once.
 */
export async function loadConfig({ packageVersion, environment }: ConfigSource): Promise<GatewayConfig> {
  const source = EnvironmentModule.forRoot({
    ignoreEnvFile: environment !== undefined,
    skipProcessEnv: true,
    // Under one name, for what is returned flat Nest writes into the process's environment, passwords included.
    validate: (found) => {
      const variables = environment ?? found;
      return { [VALIDATED]: toGatewayConfig(readEnvironment(variables), packageVersion, variables) };
    },
  });
  const context = await NestFactory.createApplicationContext(
    { module: SourceModule, imports: [source] },
    { logger: false, abortOnError: false },
  );
  try {
    return context.get(ConfigService).getOrThrow<GatewayConfig>(VALIDATED);
  } finally {
    await context.close();
  }
}
