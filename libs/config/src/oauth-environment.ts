import { IsString } from './checks.js';
import { IntegerSetting, Setting } from './setting.decorator.js';
import { TelemetryEnvironment } from './telemetry-environment.js';
import { IsSecureUrl } from './validators.js';

const OAUTH = 'OAuth';

/** The part of the environment that tells whose tokens are taken beside keys. */
export class OAuthEnvironment extends TelemetryEnvironment {
  @Setting({
    group: OAUTH,
    about: 'Identity provider whose access tokens are taken beside keys; none when not set.',
    expects: 'its issuer identifier, just as its metadata names it: an https URL, or an http one on this machine',
    example: 'https://login.example.com/realms/company',
  })
  @IsSecureUrl()
  OAUTH_ISSUER?: string;

  @Setting({
    group: OAUTH,
    about: 'Address under which clients reach the gateway, without `/mcp`. OAUTH_ISSUER needs it.',
    expects: 'an https URL, or an http one on this machine',
    example: 'https://mcp.example.com',
  })
  @IsSecureUrl()
  PUBLIC_URL?: string;

  @Setting({
    group: OAUTH,
    about: 'Audience that tokens must name; PUBLIC_URL with `/mcp` when not set.',
    expects: 'the name that the provider gives this gateway',
    example: 'api://odoo-mcp-server',
  })
  @IsString()
  OAUTH_AUDIENCE?: string;

  @IntegerSetting({
    group: OAUTH,
    about: "Seconds that the provider's clock may differ from the gateway's.",
    from: 0,
    to: 300,
    default: 10,
  })
  OAUTH_CLOCK_TOLERANCE_SECONDS!: number;

  @IntegerSetting({
    group: OAUTH,
    about: 'Time for one request to the provider, in milliseconds.',
    from: 100,
    to: 60_000,
    default: 5000,
  })
  OAUTH_TIMEOUT_MS!: number;

  @IntegerSetting({
    group: OAUTH,
    about: "Seconds after which the provider's keys are asked for again; the known ones go on where it is away.",
    from: 1,
    to: 86_400,
    default: 600,
  })
  OAUTH_KEYS_MAX_AGE_SECONDS!: number;

  @IntegerSetting({
    group: OAUTH,
    about: "Least seconds between two requests for the provider's keys, whatever tokens name.",
    from: 1,
    to: 3600,
    default: 30,
  })
  OAUTH_KEYS_COOLDOWN_SECONDS!: number;
}
