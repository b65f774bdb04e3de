import { IsIn, IsString, IsUrl, ValidateIf } from './checks.js';
import { IntegerSetting, Setting } from './setting.decorator.js';
import { IsExistingFile } from './validators.js';

const ODOO = 'Odoo';

/** An access file may name the Odoos instead; then these settings are needed together or not at all. */
function isNeeded({ ACCESS_FILE: file, ODOO_URL: url }: { ACCESS_FILE?: string; ODOO_URL?: string }): boolean {
  return file === undefined || url !== undefined;
}

/** The part of the environment that tells where Odoo is and how to talk to it. */
export class OdooEnvironment {
  @Setting({
    group: ODOO,
    about: 'Base address of your Odoo. This and the next two may be left out where ACCESS_FILE names the Odoos.',
    expects: 'an http or https URL',
    required: true,
    example: 'https://erp.example.com',
  })
  @ValidateIf(isNeeded)
  // Compose names services with underscores.
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, allow_underscores: true })
  ODOO_URL?: string;

  @Setting({
    group: ODOO,
    about: 'Database name.',
    expects: 'the name of a database',
    required: true,
    example: 'production',
  })
  @ValidateIf(isNeeded)
  @IsString()
  ODOO_DATABASE?: string;

  @Setting({
    group: ODOO,
    about: 'Login of the Odoo user that the gateway acts as.',
    expects: 'an Odoo login',
    required: true,
    example: 'gateway@example.com',
  })
  @ValidateIf(isNeeded)
  @IsString()
  ODOO_USERNAME?: string;

  @Setting({
    group: ODOO,
    about: 'Password of that user. The fastest way in; needs a user without two-factor login.',
    expects: 'a password',
    secret: true,
  })
  @IsString()
  ODOO_PASSWORD?: string;

  @Setting({
    group: ODOO,
    about: 'API key of that user, in place of the password.',
    expects: 'an Odoo API key',
    secret: true,
  })
  @IsString()
  ODOO_API_KEY?: string;

  @Setting({
    group: ODOO,
    about: 'Way of talking to Odoo. `auto` takes the fastest that the credentials and the version allow.',
    expects: 'auto, session, json2 or jsonrpc',
    default: 'auto',
  })
  @IsIn(['auto', 'session', 'json2', 'jsonrpc'])
  ODOO_TRANSPORT!: 'auto' | 'session' | 'json2' | 'jsonrpc';

  @Setting({
    group: ODOO,
    about: 'Certificate authority for an Odoo behind a private one.',
    expects: 'the path of a readable PEM file',
    example: '/etc/ssl/company-ca.pem',
  })
  @IsExistingFile()
  ODOO_CA_FILE?: string;

  @IntegerSetting({
    group: ODOO,
    about: 'Time to open a connection to Odoo, in milliseconds.',
    from: 100,
    to: 60_000,
    default: 5000,
  })
  ODOO_CONNECT_TIMEOUT_MS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Time for one call of Odoo from beginning to end, in milliseconds.',
    from: 100,
    to: 600_000,
    default: 60_000,
  })
  ODOO_TIMEOUT_MS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Calls under way at one Odoo at once, and connections that each of its users opens at most.',
    from: 1,
    to: 256,
    default: 16,
  })
  ODOO_MAX_CONNECTIONS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Largest answer taken from Odoo, in bytes.',
    from: 1024,
    to: 1_073_741_824,
    default: 67_108_864,
  })
  ODOO_MAX_RESPONSE_BYTES!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Calls that may wait until fewer are under way at one Odoo. More are refused with 503.',
    from: 1,
    to: 100_000,
    default: 1000,
  })
  ODOO_QUEUE_CALLS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'How many of those may be of one key. More are refused with 429.',
    from: 1,
    to: 100_000,
    default: 500,
  })
  ODOO_QUEUE_CALLS_PER_KEY!: number;

  @IntegerSetting({
    group: ODOO,
    about:
      'The longest wait that a call is let in for, in milliseconds, by how long calls took of late; others are refused at once. One that is overtaken by keys with fewer calls waits at most twice as long.',
    from: 100,
    to: 600_000,
    default: 10_000,
  })
  ODOO_QUEUE_WAIT_MS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'How long a call whose caller has left counts as under way, in milliseconds: Odoo works on.',
    from: 0,
    to: 600_000,
    default: 30_000,
  })
  ODOO_ABANDONED_MS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Calls in a hundred that may be sent again after the connection broke; 0 sends none.',
    from: 0,
    to: 100,
    default: 20,
  })
  ODOO_REPEATS_PERCENT!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'The time over which that share is taken, in milliseconds.',
    from: 1000,
    to: 600_000,
    default: 10_000,
  })
  ODOO_REPEATS_WINDOW_MS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Calls in a row that Odoo did not answer after which nothing is sent to it for a pause.',
    from: 1,
    to: 1000,
    default: 5,
  })
  ODOO_BREAKER_FAILURES!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'That pause, in milliseconds. The first call after it asks whether Odoo is back.',
    from: 100,
    to: 600_000,
    default: 5000,
  })
  ODOO_BREAKER_PAUSE_MS!: number;

  @IntegerSetting({
    group: ODOO,
    about:
      'Seconds between two questions for the version of an Odoo that nobody has called yet, or that does not answer; ' +
      '0 asks none.',
    from: 0,
    to: 3600,
    default: 15,
  })
  ODOO_PROBE_SECONDS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Pause after Odoo has refused the login, in seconds: five refusals make Odoo block the address.',
    from: 0,
    to: 3600,
    default: 60,
  })
  ODOO_LOGIN_PAUSE_SECONDS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Refused logins within that pause after which no further user of callers is tried at one Odoo.',
    from: 1,
    to: 100,
    default: 3,
  })
  ODOO_LOGIN_REFUSALS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Time that field definitions are kept, in seconds. Records are never kept.',
    from: 0,
    to: 86_400,
    default: 300,
  })
  FIELDS_CACHE_SECONDS!: number;

  @IntegerSetting({
    group: ODOO,
    about: 'Models whose field definitions are kept at once.',
    from: 1,
    to: 10_000,
    default: 1000,
  })
  FIELDS_CACHE_MODELS!: number;
}
