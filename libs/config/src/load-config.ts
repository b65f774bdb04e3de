import { Module } from '@nestjs/common';
import { ConfigModule as EnvironmentModule, ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import type { Environment } from './environment.js';
import { type GatewayConfig, toGatewayConfig } from './gateway-config.js';
import { readEnvironment } from './read-environment.js';
import { settings } from './setting.decorator.js';

export interface ConfigSource {
  /** Introduces the server where MCP_SERVER_VERSION does not. */
  readonly packageVersion: string;
  /** In place of the process's environment and `.env`, which are then not looked at. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

@Module({})
class SourceModule {}

/**
 * Reads the configuration before anything else is made, since the HTTP server itself is made from it.
 * @throws ConfigurationError with every problem at once.
 */
export async function loadConfig({ packageVersion, environment }: ConfigSource): Promise<GatewayConfig> {
  const source = EnvironmentModule.forRoot({
    ignoreEnvFile: environment !== undefined,
    skipProcessEnv: true,
    validate: (variables) => Object.fromEntries(Object.entries(readEnvironment(environment ?? variables))),
  });
  const context = await NestFactory.createApplicationContext(
    { module: SourceModule, imports: [source] },
    { logger: false, abortOnError: false },
  );
  try {
    return toGatewayConfig(environmentOf(context.get<ConfigService<Environment>>(ConfigService)), packageVersion);
  } finally {
    await context.close();
  }
}

function environmentOf(service: ConfigService<Environment>): Environment {
  const names = settings().map(({ name }) => name as keyof Environment);
  return Object.fromEntries(names.map((name) => [name, service.get(name)])) as unknown as Environment;
}
