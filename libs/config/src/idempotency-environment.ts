import { ProtectionEnvironment } from './protection-environment.js';
import { IntegerSetting } from './setting.decorator.js';

const IDEMPOTENCY = 'Idempotency keys';

/** The part of the environment that tells how calls with an idempotency key are remembered. */
export class IdempotencyEnvironment extends ProtectionEnvironment {
  @IntegerSetting({
    group: IDEMPOTENCY,
    about: 'Time for which a key is remembered, in seconds: a call that is repeated later is made anew.',
    from: 60,
    to: 2_592_000,
    default: 86_400,
  })
  IDEMPOTENCY_TTL_SECONDS!: number;

  @IntegerSetting({
    group: IDEMPOTENCY,
    about:
      'Time after which a gateway that is not heard of is taken to be gone, in milliseconds, with the keyed calls that ' +
      'it was making.',
    from: 1000,
    to: 600_000,
    default: 30_000,
  })
  IDEMPOTENCY_LEASE_MS!: number;

  @IntegerSetting({
    group: IDEMPOTENCY,
    about: 'Time that a repeated call waits for the first one, in milliseconds, before it is answered 409.',
    from: 0,
    to: 300_000,
    default: 10_000,
  })
  IDEMPOTENCY_WAIT_MS!: number;

  @IntegerSetting({
    group: IDEMPOTENCY,
    about: 'Bytes of JSON of an answer that is kept; of a larger one only that the call was carried out.',
    from: 1024,
    to: 10_485_760,
    default: 16_384,
  })
  IDEMPOTENCY_MAX_ANSWER_BYTES!: number;

  @IntegerSetting({
    group: IDEMPOTENCY,
    about:
      'Keys that are remembered in memory at once, without Redis; each may hold an answer of the size above. A new one ' +
      'beyond them is refused.',
    from: 1,
    to: 1_000_000,
    default: 10_000,
  })
  IDEMPOTENCY_MAX_RECORDS!: number;
}
