import { randomBytes } from 'node:crypto';
import type { OdooConfig } from '#libs/config';
import type { OdooRecord } from '#libs/contracts';
import { type HttpOdooConnection, ReaderClient, type TransportKind, WriterClient } from '#libs/odoo';
import { connect, type Major, type OdooServer, settingsFor, type Target } from './targets.js';

/** The partners that every stage has; `zed` is archived, `ada` and `bruno` belong to `atelier`. */
export const PARTNERS = ['atelier', 'baeckerei', 'ada', 'bruno', 'chloe', 'zed'] as const;

export type PartnerKey = (typeof PARTNERS)[number];

/** No record of any model has this id. */
export const NO_SUCH_ID = 999_999_999;

/** One target over one transport, with records of its own to look at. */
export class Stage {
  /** In the `ref` of every partner and the name of every tag that a test makes: what to look at, and what to remove. */
  readonly token = `contract-${randomBytes(5).toString('hex')}`;
  private readonly ids = new Map<string, number>();
  private opened: { server: OdooServer; admin: HttpOdooConnection; demo: HttpOdooConnection } | undefined;

  constructor(
    private readonly target: Target,
    private readonly server: () => OdooServer,
    readonly transport: TransportKind,
  ) {}

  get major(): Major {
    return this.target.major;
  }

  /** The administrator's connection. */
  get admin(): HttpOdooConnection {
    return this.open.admin;
  }

  /** That of a user with few rights. */
  get demo(): HttpOdooConnection {
    return this.open.demo;
  }

  get reader(): ReaderClient {
    return new ReaderClient(this.admin);
  }

  get writer(): WriterClient {
    return new WriterClient(this.admin);
  }

  async build(): Promise<void> {
    const server = this.server();
    this.opened = {
      server,
      admin: connect(server, settingsFor(this.transport, server.admin)),
      demo: connect(server, settingsFor(this.transport, server.demo)),
    };
    await this.findCountries();
    await this.makeTags();
    await this.makePartners();
  }

  async strike(): Promise<void> {
    if (!this.opened) return;
    try {
      await this.removeOrders();
      await this.removeAll('res.partner', 'ref');
      await this.removeAll('res.partner.category', 'name');
    } finally {
      await this.opened.admin.close();
      await this.opened.demo.close();
    }
  }

  /** Another connection like the administrator's. */
  connect(overrides: Partial<OdooConfig> = {}): HttpOdooConnection {
    const { server } = this.open;
    return connect(server, { ...settingsFor(this.transport, server.admin), ...overrides });
  }

  endSession(sessionId: string): Promise<void> {
    return this.open.server.endSession(sessionId);
  }

  /** Id of a partner, a tag (`wood`, `oak`, `glass`) or a country (`BE`, `FR`). */
  id(key: string): number {
    const id = this.ids.get(key);
    if (id === undefined) throw new Error(`The stage has no ${key}`);
    return id;
  }

  partnerIds(...keys: readonly PartnerKey[]): number[] {
    return keys.map((key) => this.id(key));
  }

  /** Which of the stage's partners these are, in the order given. */
  keysOf(ids: readonly number[]): string[] {
    const keys = new Map(PARTNERS.map((key) => [this.id(key), key]));
    return ids.map((id) => keys.get(id) ?? `another record (${id})`);
  }

  async createPartner(values: OdooRecord): Promise<number> {
    return only(await this.writer.create('res.partner', [{ ref: this.token, ...values }]));
  }

  async createTag(name: string, values: OdooRecord = {}): Promise<number> {
    return only(await this.writer.create('res.partner.category', [{ name: `${this.token} ${name}`, ...values }]));
  }

  /** The values of one record. */
  async readOne(model: string, id: number, fields: readonly string[]): Promise<OdooRecord> {
    return only(await this.reader.read(model, [id], fields));
  }

  private get open(): { server: OdooServer; admin: HttpOdooConnection; demo: HttpOdooConnection } {
    if (!this.opened) throw new Error('The stage is not built yet');
    return this.opened;
  }

  private async findCountries(): Promise<void> {
    for (const code of ['BE', 'FR']) {
      this.ids.set(code, only(await this.reader.search('res.country', { domain: [['code', '=', code]] })));
    }
  }

  private async makeTags(): Promise<void> {
    this.ids.set('wood', await this.createTag('wood'));
    this.ids.set('oak', await this.createTag('oak', { parent_id: this.id('wood') }));
    this.ids.set('glass', await this.createTag('glass'));
  }

  /** `other` addresses are their own; those of a `contact` are overwritten by its company's. */
  private async makePartners(): Promise<void> {
    const company = { is_company: true };
    const person = { type: 'other' };
    const [be, fr] = [this.id('BE'), this.id('FR')];
    const tags = (...keys: string[]) => [[6, 0, keys.map((key) => this.id(key))]];
    const make = async (key: PartnerKey, values: OdooRecord) =>
      this.ids.set(key, await this.createPartner({ name: `${this.token} ${key}`, ...values }));

    await make('atelier', {
      ...company,
      country_id: be,
      email: 'info@atelier.example',
      color: 3,
      category_id: tags('wood'),
    });
    await make('baeckerei', {
      ...company,
      country_id: fr,
      email: 'INFO@baeckerei.example',
      color: 7,
      category_id: tags('oak', 'glass'),
    });
    const parent_id = this.id('atelier');
    await make('ada', {
      ...person,
      parent_id,
      country_id: be,
      email: 'ada@atelier.example',
      color: 1,
      function: 'Buyer',
    });
    await make('bruno', { ...person, parent_id, color: 5, function: 'Engineer' });
    await make('chloe', { ...person, country_id: fr, email: 'chloe@villa.example', color: 0, function: 'buyer' });
    await make('zed', { ...person, color: 9, active: false });
  }

  /** What a test that failed has confirmed must be cancelled first. */
  private async removeOrders(): Promise<void> {
    const ids = await this.ownRecords('sale.order', 'client_order_ref');
    const cancel = { model: 'sale.order', method: 'action_cancel', args: [], kwargs: { ids } };
    if (ids.length > 0) await this.writer.call(cancel);
    await this.writer.unlink('sale.order', ids);
  }

  private async removeAll(model: string, field: string): Promise<void> {
    await this.writer.unlink(model, await this.ownRecords(model, field));
  }

  /** Archived ones too. */
  private async ownRecords(model: string, field: string): Promise<number[]> {
    const kwargs = { context: { active_test: false } };
    const args = [[[field, '=like', `${this.token}%`]]];
    return (await this.writer.call({ model, method: 'search', args, kwargs })) as number[];
  }
}

/** The one item of a list that must have exactly one. */
export function only<T>(list: readonly T[]): T {
  const [item, ...others] = list;
  if (item === undefined || others.length > 0) throw new Error(`Expected one item, got ${list.length}`);
  return item;
}
