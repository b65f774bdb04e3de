import { randomBytes } from 'node:crypto';
import type { RealOdoo } from '../../fixtures/real-odoo.js';
import type { Targets } from './attack.js';

/** Records with a secret in them, planted in a real Odoo past the gateway. */
export interface Planted {
  readonly targets: Targets;
  /** What must be in no answer. */
  readonly canary: string;
  /** How it would look in one: as it is, or as base64. */
  readonly traces: RegExp;
  remove(): Promise<void>;
}

type Values = Readonly<Record<string, unknown>>;

/** In the names of what attacks make, should one get through. */
const MADE_IN = [
  ['res.users', 'login'],
  ['crm.lead', 'name'],
  ['product.category', 'name'],
  ['res.partner', 'name'],
  ['res.partner', 'email'],
] as const;
const MADE_BY_ATTACKS = ['a partner of the leak suite', 'leak-suite@example.com', 'leak-suite-evil'];

export async function plantCanaries(odoo: RealOdoo): Promise<Planted> {
  const planted: { model: string; id: number }[] = [];
  const canary = `canary-${randomBytes(9).toString('hex')}`;
  const base64 = Buffer.from(canary).toString('base64');

  async function call(model: string, method: string, body: Values): Promise<unknown> {
    const answer = await fetch(`${odoo.url}/json/2/${model}/${method}`, {
      method: 'POST',
      headers: {
        authorization: `bearer ${odoo.apiKeys.admin}`,
        'x-odoo-database': odoo.database,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${model}.${method}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
    return answer.json();
  }

  async function plant(model: string, values: Values): Promise<number> {
    const [id] = (await call(model, 'create', { vals_list: [values] })) as number[];
    if (id === undefined) throw new Error(`${model} gave no id.`);
    planted.push({ model, id });
    return id;
  }

  const modelId = ((await call('ir.model', 'search', { domain: [['model', '=', 'res.partner']] })) as number[])[0];
  const partner = await plant('res.partner', { name: 'leak-suite partner' });
  const user = await plant('res.users', {
    name: 'leak-suite user',
    login: `leak-suite-${canary.slice(-8)}`,
    partner_id: partner,
    password: canary,
  });
  const order = await plant('sale.order', { partner_id: partner });
  await call('sale.order', 'write', { ids: [order], vals: { access_token: canary } });
  const team = await plant('crm.team', { name: 'leak-suite team' });
  const parameter = await plant('ir.config_parameter', { key: `leak.${canary}`, value: canary });
  const attachment = await plant('ir.attachment', { name: canary, description: canary, datas: base64 });
  const about = { model: 'res.partner', res_id: partner };
  const message = await plant('mail.message', {
    ...about,
    body: 'leak-suite message',
    attachment_ids: [[4, attachment]],
  });
  const hung = { name: `${canary}.txt`, datas: base64, res_model: 'ir.config_parameter', res_id: parameter };
  await plant('ir.attachment', hung);
  const mailServer = await plant('ir.mail_server', {
    name: canary,
    smtp_host: 'localhost',
    smtp_authentication: 'login',
    smtp_user: canary,
    smtp_pass: canary,
    active: false,
  });
  const view = await plant('ir.ui.view', {
    name: canary,
    type: 'qweb',
    arch: `<div t-name="leak.suite">${canary}</div>`,
  });
  await plant('mail.template', { name: canary, model_id: modelId, body_html: canary });
  await plant('mail.mail', { ...about, subject: canary, body_html: canary, state: 'cancel' });
  await plant('ir.actions.server', { name: canary, model_id: modelId, state: 'code', code: `# ${canary}` });
  await plant('ir.rule', {
    name: canary,
    model_id: modelId,
    domain_force: '[(1, "=", 1)]',
    active: false,
  });
  await plant('ir.logging', {
    name: canary,
    type: 'client',
    message: canary,
    path: canary,
    func: canary,
    line: '1',
  });

  async function removeAll(model: string, domain: readonly unknown[]): Promise<void> {
    const context = { active_test: false };
    const ids = (await call(model, 'search', { domain, context })) as number[];
    if (ids.length > 0) await call(model, 'unlink', { ids });
  }

  return {
    targets: { partner, user, order, parameter, attachment, message, view, mailServer, team },
    canary,
    // Without padding, and without what depends on what follows.
    traces: new RegExp(`${canary}|${base64.replace(/=+$/, '').slice(0, -1)}`),
    remove: async () => {
      for (const [model, field] of MADE_IN) await removeAll(model, [[field, 'in', MADE_BY_ATTACKS]]);
      for (const { model, id } of planted.toReversed()) await removeAll(model, [['id', '=', id]]);
    },
  };
}
