import { type OdooReader, type OdooRecord, type PagesQuery, PayloadTooLarge, type RowPages } from '#libs/contracts';
import { rangeReader } from './page-reader.js';
import { type RecordIds, recordIds } from './record-ids.js';

export interface PagingSettings {
  /** Ids that one stream keeps at once. */
  readonly maxIds: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** For clients that nobody has told otherwise. */
export const DEFAULT_PAGING: PagingSettings = { maxIds: 300_000, now: () => performance.now() };

type Reading = Pick<OdooReader, 'search' | 'searchCount' | 'read' | 'searchRead'>;

const FIRST_PAGE_ROWS = 500;
const PAGE_ROWS_MIN = 50;
const PAGE_ROWS_MAX = 10_000;

/** What reading a page should take: long enough to be worth a call, short enough to leave Odoo to others in between. */
const PAGE_MS = 250;

/** One slow or fast page says little. */
const CHANGE_MAX = 4;

/** @param byRange whether rows may also be searched for by ranges of ids, where that is faster. */
export async function recordPages(
  odoo: Reading,
  model: string,
  query: PagesQuery,
  { maxIds, now }: PagingSettings,
  byRange = false,
): Promise<RowPages> {
  const columns = [...new Set(['id', ...query.fields])];
  const ids = await recordIds(odoo, model, query, maxIds);
  const read = byRange
    ? rangeReader(odoo, model, columns)
    : (page: readonly number[]) => odoo.read(model, page, columns);
  return new RecordPages(ids, columns, read, now);
}

/** Rows by their ids, a page ahead of who reads them and no more. */
class RecordPages implements RowPages {
  readonly total: number;
  private ids: readonly number[];
  private place = 0;
  private size = FIRST_PAGE_ROWS;
  private sizeMax = PAGE_ROWS_MAX;
  private ahead: Promise<readonly OdooRecord[] | undefined> | undefined;

  constructor(
    private readonly found: RecordIds,
    readonly columns: readonly string[],
    private readonly read: (ids: readonly number[]) => Promise<OdooRecord[]>,
    private readonly now: () => number,
  ) {
    this.ids = found.first;
    this.total = found.total;
  }

  async next(): Promise<readonly OdooRecord[] | undefined> {
    const page = await (this.ahead ?? this.load());
    this.ahead = page && this.load();
    // Its failure is for who asks for it, which may be nobody.
    this.ahead?.catch(() => undefined);
    return page;
  }

  private async load(): Promise<readonly OdooRecord[] | undefined> {
    if (this.place >= this.ids.length) await this.loadIds();
    const ids = this.ids.slice(this.place, this.place + this.size);
    if (ids.length === 0) return undefined;
    const started = this.now();
    try {
      const rows = await this.read(ids);
      this.place += ids.length;
      this.adapt((ids.length / (this.now() - started)) * PAGE_MS);
      return rows;
    } catch (error) {
      if (!(error instanceof PayloadTooLarge) || ids.length === 1) throw error;
      this.sizeMax = ids.length >> 1;
      this.size = this.sizeMax;
      return this.load();
    }
  }

  private async loadIds(): Promise<void> {
    const last = this.ids.at(-1);
    if (last === undefined || !this.found.following) return;
    this.ids = await this.found.following(last);
    this.place = 0;
  }

  /** @param ideal rows for a page, as the last one has it; infinite where that took no time. */
  private adapt(ideal: number): void {
    const bounded = Math.min(Math.max(ideal, this.size / CHANGE_MAX, PAGE_ROWS_MIN), this.size * CHANGE_MAX);
    this.size = Math.min(Math.round(bounded), this.sizeMax);
  }
}
