import { IdempotencyEnvironment } from './idempotency-environment.js';
import { IntegerSetting } from './setting.decorator.js';

const LIMITS = 'Limits';

/** The environment, as users write it: all of it, with the limits. Property names are the variables' names. */
export class Environment extends IdempotencyEnvironment {
  @IntegerSetting({
    group: LIMITS,
    about: 'Points of one caller in a window: most requests cost one.',
    from: 1,
    to: 1_000_000,
    default: 600,
  })
  RATE_LIMIT_REQUESTS!: number;

  @IntegerSetting({ group: LIMITS, about: 'Length of that window, in seconds.', from: 1, to: 86_400, default: 60 })
  RATE_LIMIT_WINDOW!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Requests of one address in a window that show no key, or a wrong one.',
    from: 1,
    to: 1_000_000,
    default: 60,
  })
  RATE_LIMIT_REFUSALS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Callers and addresses whose counts are kept in memory at once.',
    from: 100,
    to: 10_000_000,
    default: 100_000,
  })
  RATE_LIMIT_TRACKED!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Largest request body or WebSocket message, in bytes.',
    from: 1024,
    to: 134_217_728,
    default: 1_048_576,
  })
  MAX_BODY_BYTES!: number;

  @IntegerSetting({ group: LIMITS, about: 'Levels of nesting in a request body.', from: 10, to: 500, default: 100 })
  MAX_BODY_DEPTH!: number;

  @IntegerSetting({
    group: LIMITS,
    about:
      'Time that a call has, in milliseconds, whose caller names none by `X-Request-Timeout`. Longer than ' +
      'ODOO_TIMEOUT_MS, or Odoo is never found to be too slow.',
    from: 100,
    to: 3_600_000,
    default: 120_000,
  })
  CALL_TIMEOUT_MS!: number;

  @IntegerSetting({
    group: LIMITS,
    about:
      'The most that a call has, in milliseconds, whatever its caller names and however often it tells of progress.',
    from: 100,
    to: 3_600_000,
    default: 600_000,
  })
  CALL_TIMEOUT_MAX_MS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Rows that a search returns when no limit is named.',
    from: 1,
    to: 10_000,
    default: 50,
  })
  SEARCH_DEFAULT_ROWS!: number;

  @IntegerSetting({ group: LIMITS, about: 'Rows that a search returns at most.', from: 1, to: 10_000, default: 1000 })
  SEARCH_MAX_ROWS!: number;

  @IntegerSetting({ group: LIMITS, about: 'Conditions in one domain.', from: 1, to: 10_000, default: 200 })
  DOMAIN_MAX_LEAVES!: number;

  @IntegerSetting({ group: LIMITS, about: 'Levels of sub-domains in one domain.', from: 1, to: 20, default: 5 })
  DOMAIN_MAX_DEPTH!: number;

  @IntegerSetting({
    group: LIMITS,
    about:
      'Bytes of JSON in one answer of a tool or resource; more is cut at a record, and the answer says how to go on.',
    from: 1_000,
    to: 100_000_000,
    default: 60_000,
  })
  RESPONSE_BYTE_BUDGET!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Bytes of one file that is read, printed or uploaded.',
    from: 1_000,
    to: 100_000_000,
    default: 5_000_000,
  })
  FILE_MAX_BYTES!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Records that one call may create or change, lines included.',
    from: 1,
    to: 100_000,
    default: 100,
  })
  WRITE_MAX_RECORDS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Records that one call may delete, lines included.',
    from: 1,
    to: 100_000,
    default: 20,
  })
  UNLINK_MAX_RECORDS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Records that one call may create or change without asking a person first (see CONFIRM).',
    from: 0,
    to: 100_000,
    default: 10,
  })
  CONFIRM_ABOVE_RECORDS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Time for a person to answer, in seconds.',
    from: 10,
    to: 86_400,
    default: 600,
  })
  CONFIRM_TTL_SECONDS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'MCP sessions of the legacy era open at once.',
    from: 1,
    to: 100_000,
    default: 1000,
  })
  MCP_MAX_SESSIONS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Time after which an idle one is closed, in seconds.',
    from: 10,
    to: 86_400,
    default: 3600,
  })
  MCP_SESSION_IDLE_SECONDS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Resources that one MCP session, WebSocket or listening request is subscribed to at once.',
    from: 1,
    to: 10_000,
    default: 100,
  })
  MCP_MAX_SUBSCRIPTIONS!: number;

  @IntegerSetting({ group: LIMITS, about: 'WebSockets open at once.', from: 1, to: 100_000, default: 1000 })
  WS_MAX_SOCKETS!: number;

  @IntegerSetting({ group: LIMITS, about: 'Calls in flight on one WebSocket.', from: 1, to: 10_000, default: 32 })
  WS_MAX_CALLS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Bytes that may wait for the reader of a WebSocket; one that reads slower is closed.',
    from: 1024,
    to: 1_000_000_000,
    default: 1_048_576,
  })
  WS_MAX_WAITING_BYTES!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Chunks that a client may ask of one stream on a WebSocket ahead.',
    from: 1,
    to: 1_000_000,
    default: 1000,
  })
  WS_MAX_CREDIT!: number;

  @IntegerSetting({ group: LIMITS, about: 'Seconds between pings of a WebSocket.', from: 1, to: 3600, default: 30 })
  WS_PING_SECONDS!: number;

  @IntegerSetting({ group: LIMITS, about: 'Idle seconds until one is closed.', from: 10, to: 86_400, default: 3600 })
  WS_IDLE_SECONDS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Rows in one chunk of a stream.',
    from: 1,
    to: 10_000,
    default: 500,
  })
  STREAM_CHUNK_SIZE!: number;

  @IntegerSetting({
    group: LIMITS,
    about:
      'Ids that one stream keeps at once. Where there are more rows it takes so many at a time, and can be ordered by ' +
      'id only.',
    from: 1000,
    to: 5_000_000,
    default: 300_000,
  })
  STREAM_MAX_IDS!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Streams over HTTP open at once. Each may hold two pages of rows.',
    from: 1,
    to: 10_000,
    default: 100,
  })
  STREAM_MAX_OPEN!: number;

  @IntegerSetting({
    group: LIMITS,
    about: 'Time after which a stream whose client takes nothing is cut, in seconds.',
    from: 10,
    to: 86_400,
    default: 600,
  })
  STREAM_STALL_SECONDS!: number;
}
