// Records whose names tell which write they come from, and when it was asked for.
import { setTimeout as sleep } from 'node:timers/promises';

const COUNT = 100;
const WRITE_EVERY_MS = 100;
/** Of some size, so that what the system keeps for a client is full after some thousand events. */
const FILLING = 'x'.repeat(900);

export class NumberedTags {
  static model = 'res.partner.category';

  /** Writes so far, and the changes of records that they made. */
  written = 0;
  changes = 0;

  constructor(odoo, ids) {
    this.odoo = odoo;
    this.ids = ids;
  }

  static async create(odoo) {
    const values = Array.from({ length: COUNT }, () => ({ name: `0 0 ${FILLING}` }));
    return new NumberedTags(odoo, await odoo.call(NumberedTags.model, 'create', [values]));
  }

  get count() {
    return COUNT;
  }

  /** One at a time, in turn, so that none changes twice between two looks. */
  async writeFor(ms) {
    const end = performance.now() + ms;
    while (performance.now() < end) {
      await this.write([this.ids[this.written % COUNT]]);
      await sleep(WRITE_EVERY_MS);
    }
  }

  writeAll() {
    return this.write(this.ids);
  }

  async unlink() {
    const ids = this.ids.splice(0);
    if (ids.length > 0) await this.odoo.call(NumberedTags.model, 'unlink', [ids]);
  }

  async write(ids) {
    this.written += 1;
    this.changes += ids.length;
    await this.odoo.call(NumberedTags.model, 'write', [ids, { name: `${this.written} ${Date.now()} ${FILLING}` }]);
  }
}
