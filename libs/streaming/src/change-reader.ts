import type { ChangeEvent, ChangeQuestion, OdooReader, OdooRecord, StateSigner } from '#libs/contracts';
import { behind, type Change, keyOf, type Position } from './change.js';
import { sealPosition } from './change-cursor.js';
import { SharedReads } from './shared-reads.js';

/** A change, and the event that tells of it. */
export interface Told {
  readonly change: Change;
  readonly event: ChangeEvent;
}

/** A part of what a look has found, as a question wants it. */
export interface Answer {
  readonly told: readonly Told[];
  /** Where listeners are behind it. */
  readonly after: Position;
  /** Whether deletions are noticed. */
  readonly deletions: boolean;
}

type AskedFor = Pick<ChangeQuestion, 'principal' | 'model' | 'domain' | 'fields'>;

/** No record has it. */
const NOBODY = 0;

/** Makes events of changes, as one question wants them: with which records, and what of them. */
export class ChangeReader {
  /** By the changes for which: records that were read after these were seen are good for all who are told the same. */
  private readonly records = new SharedReads<OdooRecord[]>();

  constructor(
    private readonly odoo: OdooReader,
    private readonly question: AskedFor,
    private readonly signer: StateSigner,
  ) {}

  /** Has the question judged before anything is listened to. @throws its refusal. */
  async check(): Promise<void> {
    if (!this.asksForIdsAlone) await this.matching(['id', '=', NOBODY]);
  }

  /** @param from where listeners are before the first of these changes. */
  async read(changes: readonly Change[], from: Position): Promise<Told[]> {
    const there = changes.filter(({ kind }) => kind !== 'deleted');
    const rows = this.asksForIdsAlone || there.length === 0 ? undefined : await this.recordsOf(there);
    const records = rows && new Map(rows.map((row) => [row['id'], row]));
    let position = from;
    return changes.flatMap((change) => {
      position = behind(position, change);
      const event = this.eventOf(change, records, this.cursorAt(position));
      return event ? { change, event } : [];
    });
  }

  /** From now on records are as they are now. */
  forget(): void {
    this.records.forget();
  }

  cursorAt(position: Position): string {
    return sealPosition(this.signer, this.question, position);
  }

  private get asksForIdsAlone(): boolean {
    return this.question.domain === undefined && this.question.fields === undefined;
  }

  private recordsOf(changes: readonly Change[]): Promise<OdooRecord[]> {
    const ids = changes.map(({ id }) => id);
    return this.records.once(changes.map(keyOf).join(), () => this.matching(['id', 'in', ids]));
  }

  private matching(which: readonly unknown[]): Promise<OdooRecord[]> {
    const { model, domain = [], fields = [] } = this.question;
    return this.odoo.searchRead(model, { domain: [which, ...domain], fields: ['id', ...fields] });
  }

  /** @param records undefined where all count. Whether one was among them before it changed, nobody knows. */
  private eventOf(
    { id, kind }: Change,
    records: ReadonlyMap<unknown, OdooRecord> | undefined,
    cursor: string,
  ): ChangeEvent | undefined {
    const { model, fields } = this.question;
    if (kind === 'deleted' || !records) return { type: kind, model, id, cursor };
    const record = records.get(id);
    if (record) return { type: kind, model, id, ...(fields && { record }), cursor };
    return kind === 'created' ? undefined : { type: 'left', model, id, cursor };
  }
}
