import { type DynamicModule, Module } from '@nestjs/common';
import { ACCESS_SOURCE, type AccessSource, environmentAccess } from './access-source.js';
import { FileAccess } from './access-file/file-access.js';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway-config.js';

/** Offers the gateway's configuration and the access table to every module. */
@Module({})
export class ConfigModule {
  static of(config: GatewayConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        { provide: ACCESS_SOURCE, useFactory: () => accessSource(config) },
      ],
      exports: [GATEWAY_CONFIG, ACCESS_SOURCE],
    };
  }
}

function accessSource(config: GatewayConfig): AccessSource {
  const { file } = config.access;
  return file ? new FileAccess(file, config) : environmentAccess(config);
}
