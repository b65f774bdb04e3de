import { type DynamicModule, Module } from '@nestjs/common';
import { ACCESS_SOURCE, type AccessSource } from './access-source.js';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway-config.js';

/** Offers the gateway's configuration and the access table to every module. */
@Module({})
export class ConfigModule {
  static of(config: GatewayConfig, access: AccessSource): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        { provide: ACCESS_SOURCE, useValue: access },
      ],
      exports: [GATEWAY_CONFIG, ACCESS_SOURCE],
    };
  }
}
