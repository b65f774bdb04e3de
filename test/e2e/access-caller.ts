import type { PublicError } from '#libs/contracts';
import { McpWire } from '../fixtures/mcp-wire.js';
import type { RealOdoo } from '../fixtures/real-odoo.js';
import { MARK } from './access-rows.js';
import { DirectOdoo } from './direct-odoo.js';

interface Body {
  readonly result: { readonly count: number };
  readonly code?: string;
  readonly error?: { readonly data: PublicError };
}

/** Somebody who shows a key or a token to a gateway in front of this Odoo. */
export class AccessCaller {
  private readonly direct: DirectOdoo;

  constructor(
    private readonly url: string,
    private readonly shown: string,
    odoo: RealOdoo,
  ) {
    this.direct = new DirectOdoo(odoo, 'admin');
  }

  /** `ok`, or the code of the error. */
  async outcome(tool: string, params: object, headers: Record<string, string> = {}): Promise<string> {
    return (await this.call(tool, params, headers)).body.error?.data.code ?? 'ok';
  }

  /** Whether there is anything to be counted; else the code of the error. */
  async sees(tool: string, params: object, headers: Record<string, string> = {}): Promise<boolean | string> {
    const { error, result } = (await this.call(tool, params, headers)).body;
    return error ? error.data.code : result.count > 0;
  }

  seesByHeader(connection: string, params: object): Promise<boolean | string> {
    return this.sees('odoo_count', params, { 'x-odoo-connection': connection });
  }

  async result(tool: string, params: object): Promise<Body['result']> {
    const { error, result } = (await this.call(tool, params)).body;
    if (error) throw new Error(`${error.data.code}: ${error.data.message}`);
    return result;
  }

  /** What a refused count says, but for the id of its request. */
  async refusal(params: object): Promise<unknown> {
    const { request_id: _id, ...error } = {
      request_id: '',
      ...(await this.call('odoo_count', params)).body.error?.data,
    };
    return error;
  }

  async seesAllLeadsOn(connection: string): Promise<boolean> {
    const { count } = await this.result('odoo_count', { model: 'crm.lead', domain: [], connection });
    return count === (await this.leads());
  }

  /** How many there are for the administrator, asked past the gateway. */
  async leads(): Promise<number> {
    return (await this.direct.searchRead('crm.lead', [], ['id'])).length;
  }

  marked(): Promise<number[]> {
    return this.direct.search('res.partner', [['name', '=like', `${MARK}%`]]);
  }

  create(records: number): Promise<number[]> {
    const made = Array.from({ length: records }, () => this.direct.create('res.partner', { name: `${MARK}, to go` }));
    return Promise.all(made);
  }

  /** Whether its next request, one too many, is told to come back in so many seconds. */
  async waitsAtMost(seconds: number): Promise<boolean> {
    const ask = () => this.call('odoo_count', { model: 'res.partner', domain: [] });
    let { headers } = await ask();
    while (headers.get('retry-after') === null) ({ headers } = await ask());
    return Number(headers.get('retry-after')) <= seconds;
  }

  /** Whether a person is asked before a change, over MCP. */
  async isAsked(): Promise<boolean> {
    const [id] = await this.marked();
    const args = { model: 'res.partner', ids: [id], values: { comment: 'Asked' } };
    const wire = new McpWire({ url: this.url }, this.shown);
    const forms = { elicitation: { form: {} } };
    const { body } = await wire.modern('tools/call', { name: 'odoo_write', arguments: args }, {}, forms);
    const { result } = body as { result: { resultType: string; isError?: boolean } };
    if (result.isError) throw new Error(JSON.stringify(body));
    return result.resultType === 'input_required';
  }

  private async call(
    method: string,
    params: object,
    headers: Record<string, string> = {},
  ): Promise<{ body: Body; headers: Headers }> {
    const answer = await fetch(`${this.url}/mcp/tools/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.shown}`, ...headers },
      body: JSON.stringify({ method, params }),
    });
    return { body: (await answer.json()) as Body, headers: answer.headers };
  }
}
