import type { StampReader } from './stamp-reader.js';

/** Every id of a model, to notice which are gone. Nothing is known of a model that has too many. */
export class KnownIds {
  private ids: Set<number> | undefined;

  constructor(
    private readonly reader: StampReader,
    private readonly maxRecords: number,
  ) {}

  get areKnown(): boolean {
    return this.ids !== undefined;
  }

  async begin(): Promise<void> {
    this.ids = await this.reader.ids();
  }

  /**
   * Ids are asked for only when there are fewer or more records than are known of.
   * @param found by the look before, so that new ones are no surprise.
   */
  async missing(found: ReadonlyArray<{ readonly id: number }>): Promise<number[]> {
    const { ids } = this;
    if (!ids) return [];
    const count = await this.reader.count();
    for (const { id } of found) ids.add(id);
    if (count === ids.size && count <= this.maxRecords) return [];
    const there = await this.reader.ids();
    this.ids = there;
    return there ? [...ids].filter((id) => !there.has(id)) : [];
  }
}
