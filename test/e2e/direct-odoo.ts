import type { OdooRecord } from '#libs/contracts';
import type { RealOdoo } from '../fixtures/real-odoo.js';

export type User = 'admin' | 'demo';

/** Odoo asked past everything that this project has written, with a user's API key: JSON-2 on 19, JSON-RPC on 14. */
export class DirectOdoo {
  private uid: number | undefined;

  constructor(
    private readonly odoo: RealOdoo,
    private readonly user: User,
  ) {}

  async searchRead(model: string, domain: unknown[], fields: string[], limit = 0): Promise<OdooRecord[]> {
    const named = { domain, fields, order: 'id', ...(limit > 0 && { limit }) };
    return (await this.ask(model, 'search_read', undefined, named)) as OdooRecord[];
  }

  async read(model: string, ids: readonly number[], fields: string[]): Promise<OdooRecord[]> {
    return (await this.ask(model, 'read', ids, { fields })) as OdooRecord[];
  }

  /** Ids of what is left of a test, archived records too. */
  async search(model: string, domain: unknown[]): Promise<number[]> {
    const named = { domain, fields: ['id'], order: 'id', context: { active_test: false } };
    const rows = (await this.ask(model, 'search_read', undefined, named)) as OdooRecord[];
    return rows.map(({ id }) => Number(id));
  }

  async create(model: string, values: OdooRecord): Promise<number> {
    const is19 = this.odoo.version.startsWith('19');
    const ids = is19
      ? await this.ask(model, 'create', undefined, { vals_list: [values] })
      : await this.execute(model, 'create', [[values]]);
    return (ids as [number])[0];
  }

  /** Removes what a test has made and Odoo still has. */
  async remove(model: string, domain: unknown[]): Promise<void> {
    const ids = await this.search(model, domain);
    if (ids.length > 0) await this.ask(model, 'unlink', ids);
  }

  async ask(
    model: string,
    method: string,
    ids: readonly number[] | undefined,
    named: Record<string, unknown> = {},
  ): Promise<unknown> {
    if (this.odoo.version.startsWith('19')) {
      return this.post(`/json/2/${model}/${method}`, { ...(ids && { ids }), ...named });
    }
    return this.execute(model, method, ids ? [ids] : [], named);
  }

  private async execute(
    model: string,
    method: string,
    args: unknown[],
    named: Record<string, unknown> = {},
  ): Promise<unknown> {
    const { database, apiKeys } = this.odoo;
    const key = apiKeys[this.user];
    this.uid ??= (await this.rpc('common', 'login', [database, this.user, key])) as number;
    return this.rpc('object', 'execute_kw', [database, this.uid, key, model, method, args, named]);
  }

  private async rpc(service: string, method: string, args: unknown[]): Promise<unknown> {
    const body = { jsonrpc: '2.0', method: 'call', params: { service, method, args } };
    const { result, error } = (await this.post('/jsonrpc', body)) as {
      result: unknown;
      error?: { data: { name: string; message: string } };
    };
    if (error) throw new Error(`Odoo ${this.odoo.version}: ${error.data.name}: ${error.data.message}`);
    return result;
  }

  private async post(path: string, body: unknown): Promise<unknown> {
    const { url, database, apiKeys, version } = this.odoo;
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `bearer ${apiKeys[this.user]}`,
        'x-odoo-database': database,
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Odoo ${version} answers ${answer.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as unknown;
  }
}
