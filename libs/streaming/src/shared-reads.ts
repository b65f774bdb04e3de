/** What several ask for between two looks is read once. One that fails is asked for again. */
export class SharedReads<T> {
  private readonly reads = new Map<string, Promise<T>>();

  /** @param key names all that the answer hangs on. */
  once(key: string, read: () => Promise<T>): Promise<T> {
    const found = this.reads.get(key);
    if (found) return found;
    const begun = read();
    this.reads.set(key, begun);
    begun.catch(() => {
      if (this.reads.get(key) === begun) this.reads.delete(key);
    });
    return begun;
  }

  /** From now on everything is read anew. */
  forget(): void {
    this.reads.clear();
  }
}
