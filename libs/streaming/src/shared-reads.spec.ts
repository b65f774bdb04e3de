import { SharedReads } from './shared-reads.js';

describe('SharedReads', () => {
  it('reads once for all who ask the same', async () => {
    const reads = new SharedReads<string>();
    const read = jest.fn(async () => 'rows');
    const found = await Promise.all([reads.once('a', read), reads.once('a', read), reads.once('b', read)]);
    expect(found).toEqual(['rows', 'rows', 'rows']);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('reads anew what it was told to forget', async () => {
    const reads = new SharedReads<number>();
    await reads.once('a', async () => 1);
    reads.forget();
    await expect(reads.once('a', async () => 2)).resolves.toBe(2);
  });

  it('keeps no failure, which all who waited for it hear', async () => {
    const reads = new SharedReads<number>();
    const failing = async () => Promise.reject(new Error('away'));
    const found = await Promise.allSettled([reads.once('a', failing), reads.once('a', failing)]);
    expect(found.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(reads.once('a', async () => 2)).resolves.toBe(2);
  });

  it('keeps what was begun after it forgot, though what was begun before fails', async () => {
    const reads = new SharedReads<number>();
    const first = Promise.withResolvers<number>();
    const failed = reads.once('a', () => first.promise);
    reads.forget();
    const read = jest.fn(async () => 2);
    await reads.once('a', read);
    first.reject(new Error('away'));
    await expect(failed).rejects.toThrow('away');
    await reads.once('a', read);
    expect(read).toHaveBeenCalledTimes(1);
  });
});
