import type { Terminal } from './terminal.js';

/** What a command is run in. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly now: () => Date;
  readonly terminal: Terminal;
}
