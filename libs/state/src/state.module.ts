import { Module } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { STATE_SIGNER } from '#libs/contracts';
import { HmacStateSigner } from './hmac-state-signer.js';

/** What replicas of the gateway share: so far the secret that seals what clients carry. */
@Module({
  providers: [
    {
      provide: STATE_SIGNER,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ access }: GatewayConfig) => new HmacStateSigner(access.stateSecret),
    },
  ],
  exports: [STATE_SIGNER],
})
export class StateModule {}
