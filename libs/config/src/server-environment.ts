import { IsArray, IsBoolean, IsIn, IsString, Matches, MinLength } from './checks.js';
import { OdooEnvironment } from './odoo-environment.js';
import { IntegerSetting, Setting } from './setting.decorator.js';
import { IsAddressRange, IsExistingFile, IsRedisUrl, MEMBER_PATTERN, MODEL_PATTERN } from './validators.js';

const SERVER = 'Server';
const MCP = 'MCP';
const ACCESS = 'Access';
const REPLICAS = 'Replicas';

/** The part of the environment that tells where the gateway serves, what, and whom. */
export class ServerEnvironment extends OdooEnvironment {
  @Setting({ group: SERVER, about: 'Address to listen on.', expects: 'an IP address or host name', default: '0.0.0.0' })
  @IsString()
  SERVER_HOST!: string;

  @IntegerSetting({
    group: SERVER,
    about: 'Port to listen on; 0 takes a free one.',
    from: 0,
    to: 65_535,
    default: 8000,
  })
  SERVER_PORT!: number;

  @Setting({
    group: SERVER,
    kind: 'boolean',
    about: 'Readable detailed logs, and error answers that name the rule that refused.',
    expects: 'true or false',
    default: 'false',
  })
  @IsBoolean()
  DEBUG!: boolean;

  @Setting({
    group: SERVER,
    about: 'Least level that is logged. `debug` when DEBUG is on.',
    expects: 'fatal, error, warn, info, debug or trace',
    default: 'info',
  })
  @Matches(/^(?:fatal|error|warn|info|debug|trace)$/i)
  LOG_LEVEL!: string;

  @IntegerSetting({
    group: SERVER,
    about: 'Bytes of the log that may wait for who reads it. Lines beyond are left out, and how many is logged.',
    from: 65_536,
    to: 1_000_000_000,
    default: 16_777_216,
  })
  LOG_MAX_WAITING_BYTES!: number;

  @Setting({
    group: SERVER,
    kind: 'list',
    about: 'Origins of web pages that may call the gateway from a browser, comma-separated. None by default.',
    expects: 'a list of origins such as https://dashboard.example.com, or *',
    example: 'https://dashboard.example.com',
  })
  @IsArray()
  @Matches(/^(?:\*|https?:\/\/[^/\s]+)$/, { each: true })
  CORS_ORIGINS!: string[];

  @Setting({
    group: SERVER,
    kind: 'list',
    about: 'Host names under which the gateway may be called, comma-separated, ports left out; `*` for any.',
    expects: 'a list of host names',
    default: 'localhost,127.0.0.1,[::1]',
    example: 'mcp.example.com',
  })
  @IsArray()
  @Matches(/^(?:\*|\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/i, { each: true })
  ALLOWED_HOSTS!: string[];

  @Setting({
    group: SERVER,
    kind: 'list',
    about: 'Proxies whose `X-Forwarded-For` is believed, comma-separated.',
    expects: 'a list of IP addresses or CIDR ranges',
    example: '10.0.0.0/8',
  })
  @IsArray()
  @IsAddressRange({ each: true })
  TRUSTED_PROXIES!: string[];

  @Setting({
    group: SERVER,
    kind: 'boolean',
    about: 'Serves the console at `/` and the page of routes at `/docs` (see console.md).',
    expects: 'true or false',
    default: 'true',
  })
  @IsBoolean()
  WEB_CONSOLE!: boolean;

  @IntegerSetting({
    group: SERVER,
    about: 'Time for a shutdown, in milliseconds; calls that are in flight then are cut.',
    from: 0,
    to: 300_000,
    default: 10_000,
  })
  SHUTDOWN_GRACE_MS!: number;

  @IntegerSetting({
    group: SERVER,
    about:
      'Time that is served on after SIGTERM, in milliseconds, for load balancers to notice that the gateway is no ' +
      'longer ready. Part of SHUTDOWN_GRACE_MS, and at most half of it.',
    from: 0,
    to: 120_000,
    default: 3000,
  })
  SHUTDOWN_DELAY_MS!: number;

  @Setting({ group: MCP, about: 'What callers may do at most.', expects: 'readonly or readwrite', default: 'readonly' })
  @IsIn(['readonly', 'readwrite'])
  MCP_MODE!: 'readonly' | 'readwrite';

  @Setting({
    group: MCP,
    about: 'Name under which the server introduces itself to MCP clients.',
    expects: 'a name',
    default: 'odoo-mcp-server',
  })
  @IsString()
  MCP_SERVER_NAME!: string;

  @Setting({
    group: MCP,
    about: "Version under which it introduces itself; the package's own when not set.",
    expects: 'a version',
    example: '1.0.0',
  })
  @IsString()
  MCP_SERVER_VERSION?: string;

  @Setting({
    group: MCP,
    about:
      'What a person is asked about first, where the MCP client can ask: nothing, calls that are hard to take back, ' +
      'touch many records or reach people, or every call that may change something.',
    expects: 'never, destructive or always',
    default: 'destructive',
  })
  @IsIn(['never', 'destructive', 'always'])
  CONFIRM!: 'never' | 'destructive' | 'always';

  @Setting({
    group: ACCESS,
    about: 'The key that callers show. Without one, and without ACCESS_FILE, only clients on this machine are served.',
    expects: 'at least 16 characters',
    secret: true,
  })
  @MinLength(16)
  API_KEY?: string;

  @Setting({
    group: ACCESS,
    about: 'The file with the keys of callers, and with the Odoos where there are several (see access-file.md).',
    expects: 'the path of a readable YAML file',
    example: '/etc/odoo-mcp-server/access.yaml',
  })
  @IsExistingFile()
  ACCESS_FILE?: string;

  @IntegerSetting({
    group: ACCESS,
    about: 'Time between two looks at that file and at those that it names, in seconds; what two looks find counts.',
    from: 1,
    to: 3600,
    default: 1,
  })
  ACCESS_RELOAD_SECONDS!: number;

  @Setting({
    group: ACCESS,
    about: 'The key of that file as which a process works that a host has started (`npm run stdio`), and shows none.',
    expects: 'the id of a key in the access file',
    example: 'desktop',
  })
  @IsString()
  STDIO_CALLER?: string;

  @Setting({
    group: ACCESS,
    kind: 'list',
    about: 'Addresses that may call, comma-separated; any when empty.',
    expects: 'a list of IP addresses or CIDR ranges',
    example: '10.0.0.0/8,2001:db8::/32',
  })
  @IsArray()
  @IsAddressRange({ each: true })
  ALLOWED_IPS!: string[];

  @Setting({
    group: ACCESS,
    kind: 'list',
    about: 'The only models that may be touched, comma-separated; all that are not protected when empty.',
    expects: 'a list of model names, `*` for any part',
    example: 'res.*,sale.order',
  })
  @IsArray()
  @Matches(MODEL_PATTERN, { each: true })
  MODELS_ALLOW!: string[];

  @Setting({
    group: ACCESS,
    kind: 'list',
    about: 'Models that may not be touched, besides those that are protected.',
    expects: 'a list of model names, `*` for any part',
    example: 'hr.*',
  })
  @IsArray()
  @Matches(MODEL_PATTERN, { each: true })
  MODELS_DENY!: string[];

  @Setting({
    group: ACCESS,
    kind: 'list',
    about: 'Fields that may not be seen or set, besides those that are protected.',
    expects: 'a list of field names, or model:field',
    example: 'res.partner:vat,*salary*',
  })
  @IsArray()
  @Matches(MEMBER_PATTERN, { each: true })
  FIELDS_DENY!: string[];

  @Setting({
    group: ACCESS,
    kind: 'list',
    about: 'Methods that may not be called.',
    expects: 'a list of method names, or model:method',
    example: 'account.move:button_draft',
  })
  @IsArray()
  @Matches(MEMBER_PATTERN, { each: true })
  METHODS_DENY!: string[];

  @Setting({
    group: ACCESS,
    about: 'Signs what clients carry from call to call; a random one is made at each start when not set.',
    expects: 'at least 32 characters',
    secret: true,
  })
  @MinLength(32)
  STATE_SECRET?: string;

  @Setting({
    group: REPLICAS,
    about:
      'Redis in which replicas share rate counts, idempotency keys and MCP sessions; each has its own when not set. ' +
      'Needs STATE_SECRET.',
    expects: 'an address like redis://:password@host:6379, or rediss:// for TLS',
    secret: true,
  })
  @IsRedisUrl()
  REDIS_URL?: string;

  @IntegerSetting({
    group: REPLICAS,
    about:
      'Time in which Redis has to answer, in milliseconds; until it does again, each replica goes by what it knows ' +
      'itself, and calls with idempotency keys that may change something are refused.',
    from: 5,
    to: 5000,
    default: 100,
  })
  REDIS_TIMEOUT_MS!: number;
}
