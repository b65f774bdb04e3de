import { open, readFile, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, since numbers of processes come again. */
  readonly started: number;
}

/** An audit file that cannot be begun or gone on with. Its message says what to do. */
export class AuditFileProblem extends Error {}

const SELF: Owner = { pid: process.pid, host: hostname(), started: Math.round(performance.timeOrigin) };

/**
 * Makes this process the only writer of a file, by a file beside it. That of a process which is gone is taken over.
 * @returns what gives it up.
 * @throws AuditFileProblem
 */
export async function lockFor(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  if (!(await create(lock))) {
    await unlinkStale(path, lock);
    if (!(await create(lock))) throw taken(path, lock, 'another process');
  }
  return () => unlink(lock);
}

async function create(lock: string): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx', 0o600);
    try {
      await handle.writeFile(JSON.stringify(SELF));
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function unlinkStale(path: string, lock: string): Promise<void> {
  const owner = ownerIn(await readFile(lock, 'utf8').catch(() => ''));
  if (!owner) throw taken(path, lock, 'a process that left no name');
  if (owner.host !== SELF.host) throw taken(path, lock, `process ${owner.pid} on ${owner.host}`);
  if (isAlive(owner)) throw taken(path, lock, `process ${owner.pid}`);
  await unlink(lock);
}

function ownerIn(text: string): Owner | undefined {
  try {
    const { pid, host, started } = JSON.parse(text) as Partial<Owner>;
    return pid !== undefined && host !== undefined && started !== undefined ? { pid, host, started } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  // In a container every start has the same number.
  if (pid === SELF.pid) return started === SELF.started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function taken(path: string, lock: string, owner: string): AuditFileProblem {
  return new AuditFileProblem(
    `The audit file ${path} belongs to ${owner}. Give each gateway an AUDIT_FILE of its own; ` +
      `if that process is gone for good, delete ${lock}.`,
  );
}
