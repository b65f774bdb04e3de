import { appendFileSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { AuditUnavailable } from '#libs/contracts';
import { AuditFolder } from '../../../../test/fixtures/audit-files.js';
import { gatewayConfig } from '../../../../test/fixtures/gateway-config.js';
import { createLogger } from '../logger.js';
import { AuditFile, filesAside, headOf } from './audit-file.js';
import { AuditWriter, type WriterSettings } from './audit-writer.js';
import { verifyChain } from './verify-chain.js';

const MOMENT = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('the writer of an audit log', () => {
  let folder: AuditFolder;
  let logged: Array<Record<string, unknown>>;
  let open: AuditWriter[];

  beforeEach(() => {
    folder = new AuditFolder();
    logged = [];
    open = [];
  });

  afterEach(async () => {
    await Promise.all(open.map((writer) => writer.close()));
    folder.remove();
  });

  async function start(settings: Partial<WriterSettings> = {}): Promise<AuditWriter> {
    const write = (line: string): void => void logged.push(JSON.parse(line) as Record<string, unknown>);
    const defaults: WriterSettings = {
      file: folder.file,
      secret: undefined,
      sync: 'never',
      maxBytes: 1_000_000,
      keepFiles: 0,
      heldLines: 10_000,
      anchorLines: 1000,
    };
    const writer = new AuditWriter(
      { ...defaults, ...settings },
      createLogger(gatewayConfig(), { write }),
      () => MOMENT,
    );
    await writer.open();
    open.push(writer);
    return writer;
  }

  async function stop(writer: AuditWriter): Promise<void> {
    open = open.filter((other) => other !== writer);
    await writer.close();
  }

  /** Leaves things as a process does that is killed. */
  async function crash(writer: AuditWriter): Promise<void> {
    const left = [folder.file, headOf(folder.file)].map((file) => [file, readFileSync(file)] as const);
    await stop(writer);
    for (const [file, bytes] of left) writeFileSync(file, bytes);
  }

  const messages = (): unknown[] => logged.map(({ msg }) => msg);

  it('numbers, dates and links lines in the order in which they are told', async () => {
    const writer = await start({ sync: 'batch' });
    const numbers = await Promise.all([writer.write({ event: 'write' }), writer.write({ event: 'refusal' })]);
    expect(numbers).toEqual([2, 3]);
    const [first, second, third] = folder.lines();
    expect(first).toMatchObject({ seq: 1, event: 'started', chain: 'sha256', prev: '0'.repeat(64) });
    expect(second).toMatchObject({ seq: 2, time: '2026-01-02T03:04:05.000Z', event: 'write', prev: first?.['hash'] });
    expect(third).toMatchObject({ seq: 3, event: 'refusal', prev: second?.['hash'] });
    expect(statSync(folder.file).mode & 0o777).toBe(0o600);
  });

  it('keeps a chain whole under many at once, with a secret and without', async () => {
    for (const secret of [undefined, 's'.repeat(32)]) {
      const writer = await start({ secret });
      const lines = Array.from({ length: 2500 }, (_, number) => writer.write({ event: 'write', number }));
      await Promise.all(lines);
      await stop(writer);
      expect(await verifyChain([folder.file], { secret })).toMatchObject({ lines: 2502 });
      rmSync(folder.file);
      rmSync(headOf(folder.file));
    }
  });

  describe('with time in the hand of the test', () => {
    beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
    afterEach(() => void jest.useRealTimers());

    it('writes what nobody waits for together with what somebody does', async () => {
      const writer = await start();
      const append = jest.spyOn(AuditFile.prototype, 'append');
      const written = writer.write({ event: 'write' });
      await turn();
      writer.note({ event: 'outcome' });
      await written;
      await turn();
      writer.note({ event: 'refusal' });
      await turn();
      await writer.write({ event: 'write' });
      expect(append).toHaveBeenCalledTimes(2);
      append.mockRestore();
      expect(folder.events()).toEqual(['started', 'write', 'outcome', 'refusal', 'write']);
      expect(jest.getTimerCount()).toBe(0);
    });

    it('writes it by itself, soon, where nobody else comes', async () => {
      const writer = await start();
      writer.note({ event: 'outcome' });
      await turn();
      expect(folder.events()).toEqual(['started']);
      jest.advanceTimersByTime(50);
      while (!folder.events().includes('outcome')) await turn();
    });
  });

  it('goes on with the chain after a restart', async () => {
    const first = await start();
    await first.write({ event: 'write' });
    await stop(first);
    await stop(await start());
    expect(folder.events()).toEqual(['started', 'write', 'stopped', 'started', 'stopped']);
    expect(await verifyChain([folder.file])).toMatchObject({ lines: 5 });
  });

  it('puts files aside by their size, with the chain running on, and deletes the oldest', async () => {
    const writer = await start({ maxBytes: 1000, keepFiles: 2 });
    for (let number = 0; number < 30; number += 1) await writer.write({ event: 'write', number });
    await stop(writer);
    const aside = await filesAside(folder.file);
    expect(aside).toHaveLength(2);
    const [oldest = '', ...others] = aside;
    const chain = await verifyChain([oldest, ...others, folder.file]);
    expect(chain.last.seq).toBe(32);
    expect(chain.first).toBeGreaterThan(1);
  });

  it('closes half a line that a crash has left, and says so in the next one', async () => {
    const writer = await start();
    await writer.write({ event: 'write' });
    await crash(writer);
    appendFileSync(folder.file, '{"seq":3,"event":"wri');
    await stop(await start());
    expect(folder.text()).toContain('{"seq":3,"event":"wri\n');
    expect(folder.text()).toMatch(/"event":"recovered","reason":"start","torn_bytes":21/);
    expect(await verifyChain([folder.file])).toMatchObject({ lines: 5 });
    expect(messages()).toContain('The audit log was not whole; this is noted in it.');
  });

  it('takes a last line for whole that lacks nothing but its line feed', async () => {
    const writer = await start();
    await writer.write({ event: 'write' });
    await crash(writer);
    truncateSync(folder.file, statSync(folder.file).size - 1);
    await stop(await start());
    expect(folder.events()).toEqual(['started', 'write', 'started', 'stopped']);
  });

  it('goes on behind lines that were cut off while it was away, so that the gap stays', async () => {
    const writer = await start();
    await writer.write({ event: 'write' });
    const whole = folder.text();
    await writer.write({ event: 'write' });
    await stop(writer);
    writeFileSync(folder.file, whole);
    await stop(await start());
    expect(folder.lines().at(-3)).toMatchObject({ seq: 5, event: 'recovered', missing_lines: 2 });
    await expect(verifyChain([folder.file])).rejects.toThrow('line 3: the lines 3 to 4 are missing before it.');
  });

  it.each([
    ['its last line was edited', undefined, (text: string) => text.replace('"stopped"', '"stooped"')],
    ['it was sealed with another secret', 'b'.repeat(32), (text: string) => text],
  ])('does not start on a file when %s', async (_what, secret, edit) => {
    const settings = { secret: secret && 'a'.repeat(32) };
    await stop(await start(settings));
    writeFileSync(folder.file, edit(folder.text()));
    await expect(start({ secret })).rejects.toThrow('was changed, or sealed with another AUDIT_SECRET');
    await expect(start({ file: `${folder.path}/none/audit.jsonl` })).rejects.toThrow('cannot be used');
  });

  it('refuses who waits while the disk is full, says so once, and holds what nobody waits for', async () => {
    symlinkSync('/dev/full', folder.file);
    const writer = await start();
    writer.note({ event: 'outcome', of: 7 });
    await expect(writer.write({ event: 'write' })).rejects.toThrow(AuditUnavailable);
    await expect(writer.write({ event: 'write' })).rejects.toThrow(AuditUnavailable);
    expect(writer.isFailing).toBe(true);
    expect(logged.filter(({ level }) => level === 'error')).toMatchObject([{ reason: 'ENOSPC' }]);

    rmSync(folder.file);
    await writer.write({ event: 'write' });
    expect(writer.isFailing).toBe(false);
    expect(folder.lines()).toMatchObject([
      { event: 'recovered', reason: 'ENOSPC' },
      { event: 'outcome', of: 7 },
      { event: 'write' },
    ]);
    expect(messages()).toContain('The audit log is written again.');
  });

  it('notices that its file was taken away, and begins another that says so', async () => {
    const writer = await start();
    rmSync(folder.file);
    await expect(writer.write({ event: 'write' })).rejects.toThrow(AuditUnavailable);
    await writer.write({ event: 'write' });
    expect(folder.lines()).toMatchObject([
      { seq: 2, event: 'recovered', reason: 'the file was removed' },
      { seq: 3, event: 'write' },
    ]);
  });

  it('has its file for itself', async () => {
    const writer = await start();
    await expect(start()).rejects.toThrow(`belongs to process ${process.pid}`);
    expect(folder.events()).toEqual(['started']);
    await stop(writer);
    await stop(await start());
  });

  async function leaveLock(owner: object): Promise<void> {
    const writer = await start();
    const lock = `${folder.file}.lock`;
    const own = JSON.parse(readFileSync(lock, 'utf8')) as object;
    await stop(writer);
    writeFileSync(lock, JSON.stringify({ ...own, ...owner }));
  }

  it.each([
    ['is gone', { pid: 2 ** 22 + 1 }],
    ['had the number of this one', { started: 1 }],
  ])('takes the lock of a process over that %s', async (_what, owner) => {
    await leaveLock(owner);
    await stop(await start());
    expect(folder.events()).toEqual(['started', 'stopped', 'started', 'stopped']);
  });

  it.each([
    ['runs', { pid: process.ppid }, `belongs to process ${process.ppid}`],
    ['is on another machine', { pid: 1, host: 'elsewhere' }, 'belongs to process 1 on elsewhere'],
  ])('respects the lock of a process that %s', async (_what, owner, refusal) => {
    await leaveLock(owner);
    await expect(start()).rejects.toThrow(refusal);
  });

  it('tells the log the last line now and then, and when it ends', async () => {
    const writer = await start();
    await Promise.all(Array.from({ length: 1000 }, () => writer.write({ event: 'write' })));
    await stop(writer);
    const anchors = logged.filter(({ msg }) => msg === 'audit anchor');
    expect(anchors.map(({ seq }) => seq)).toEqual([1, 1001, 1002]);
    const hashes = folder.lines().map(({ hash }) => hash);
    for (const { hash } of anchors) expect(hashes).toContain(hash);
  });
});
