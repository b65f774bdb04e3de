import { IsIn, IsString, MinLength } from './checks.js';
import { ServerEnvironment } from './server-environment.js';
import { IntegerSetting, Setting } from './setting.decorator.js';

const AUDIT = 'Audit';

/** The part of the environment that tells what is kept of who did what, and where. */
export class AuditEnvironment extends ServerEnvironment {
  @Setting({
    group: AUDIT,
    about:
      'File that writes, refusals, prints and keys are noted in, for one process alone. Nothing is kept without it.',
    expects: 'a path in a folder that the gateway may write to',
    example: '/var/log/odoo-mcp-server/audit.jsonl',
  })
  @IsString()
  AUDIT_FILE?: string;

  @Setting({
    group: AUDIT,
    about: 'Seals the lines, so that who can write to the file and does not have it cannot make up a chain.',
    expects: 'at least 32 characters',
    secret: true,
  })
  @MinLength(32)
  AUDIT_SECRET?: string;

  @Setting({
    group: AUDIT,
    about:
      'When lines are forced to the disk: with each batch, before the writes in it are made, or whenever the system does.',
    expects: 'batch or never',
    default: 'batch',
  })
  @IsIn(['batch', 'never'])
  AUDIT_SYNC!: 'batch' | 'never';

  @Setting({
    group: AUDIT,
    about:
      'What happens to calls that change Odoo while the file cannot be written: they are refused, or go on unseen.',
    expects: 'stop-writes or continue',
    default: 'stop-writes',
  })
  @IsIn(['stop-writes', 'continue'])
  AUDIT_ON_FAILURE!: 'stop-writes' | 'continue';

  @IntegerSetting({
    group: AUDIT,
    about: 'Size in bytes at which the file is put aside and another one begun.',
    from: 4096,
    to: 10_000_000_000,
    default: 100_000_000,
  })
  AUDIT_MAX_BYTES!: number;

  @IntegerSetting({
    group: AUDIT,
    about: 'Files put aside that are kept, older ones are deleted; 0 keeps all.',
    from: 0,
    to: 100_000,
    default: 30,
  })
  AUDIT_KEEP_FILES!: number;

  @IntegerSetting({
    group: AUDIT,
    about: 'Refusals of one address that are noted one by one in a minute; of more only their number is.',
    from: 1,
    to: 1_000_000,
    default: 60,
  })
  AUDIT_REFUSALS_PER_MINUTE!: number;

  @IntegerSetting({
    group: AUDIT,
    about: 'Lines that are held in memory while the file cannot be written; of more only their number is kept.',
    from: 1,
    to: 1_000_000,
    default: 10_000,
  })
  AUDIT_HELD_LINES!: number;

  @IntegerSetting({
    group: AUDIT,
    about: 'Lines after which the ordinary log is told the last one, so that nobody can cut the file there unseen.',
    from: 1,
    to: 1_000_000,
    default: 1000,
  })
  AUDIT_ANCHOR_LINES!: number;
}
