import { ChangesEnvironment } from './changes-environment.js';
import { IntegerSetting } from './setting.decorator.js';

const PROTECTION = 'Protection';

/** The part of the environment that tells how much clients may ask of the process itself. */
export class ProtectionEnvironment extends ChangesEnvironment {
  @IntegerSetting({
    group: PROTECTION,
    about:
      'Connections open at once, WebSockets among them; fewer where `ulimit -n` leaves no room. Those beyond are closed unanswered.',
    from: 1,
    to: 1_000_000,
    default: 10_000,
  })
  MAX_CONNECTIONS!: number;

  @IntegerSetting({
    group: PROTECTION,
    about: 'Connections of one address (a /64 of IPv6) open at once. Those of TRUSTED_PROXIES are not counted.',
    from: 1,
    to: 1_000_000,
    default: 250,
  })
  MAX_CONNECTIONS_PER_ADDRESS!: number;

  @IntegerSetting({
    group: PROTECTION,
    about: 'Requests on one connection, which is closed after them, so that clients spread over replicas again.',
    from: 1,
    to: 1_000_000_000,
    default: 10_000,
  })
  MAX_REQUESTS_PER_CONNECTION!: number;

  @IntegerSetting({
    group: PROTECTION,
    about: 'Characters of a URL, its parameters included. Counts towards MAX_HEADER_BYTES too.',
    from: 256,
    to: 1_048_576,
    default: 8192,
  })
  MAX_URL_LENGTH!: number;

  @IntegerSetting({
    group: PROTECTION,
    about: 'Bytes of the head of a request: its URL and all headers.',
    from: 1024,
    to: 1_048_576,
    default: 16_384,
  })
  MAX_HEADER_BYTES!: number;

  @IntegerSetting({ group: PROTECTION, about: 'Headers of a request.', from: 20, to: 10_000, default: 100 })
  MAX_HEADERS!: number;

  @IntegerSetting({
    group: PROTECTION,
    about: 'Time for the head of a request to arrive, in milliseconds.',
    from: 100,
    to: 600_000,
    default: 10_000,
  })
  HEADERS_TIMEOUT_MS!: number;

  @IntegerSetting({
    group: PROTECTION,
    about: 'Time for a whole request to arrive, its body included, in milliseconds.',
    from: 100,
    to: 3_600_000,
    default: 60_000,
  })
  REQUEST_TIMEOUT_MS!: number;

  @IntegerSetting({
    group: PROTECTION,
    about:
      'Time that a connection may idle between two requests, in milliseconds: longer than a proxy before the gateway ' +
      'keeps its own, which would otherwise send a request into a connection that is being closed.',
    from: 1000,
    to: 3_600_000,
    default: 72_000,
  })
  KEEP_ALIVE_TIMEOUT_MS!: number;

  @IntegerSetting({
    group: PROTECTION,
    about: 'Members and items in the JSON of a request body or WebSocket message, at all levels together.',
    from: 1000,
    to: 10_000_000,
    default: 100_000,
  })
  MAX_BODY_MEMBERS!: number;

  @IntegerSetting({
    group: PROTECTION,
    about: 'How late the process may come to its work, in milliseconds, before it refuses new calls for a while.',
    from: 50,
    to: 60_000,
    default: 1000,
  })
  LOAD_MAX_LAG_MS!: number;

  @IntegerSetting({
    group: PROTECTION,
    about: 'Share of the memory that Node allows itself, in percent, above which new calls are refused for a while.',
    from: 10,
    to: 99,
    default: 90,
  })
  LOAD_MAX_HEAP_PERCENT!: number;
}
