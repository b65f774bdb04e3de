import { ChangesView } from './changes-view.mjs';
import { ConnectForm } from './connect-form.mjs';
import { element, show } from './elements.mjs';
import { HealthWatch } from './health-watch.mjs';
import { keptKey } from './kept-key.mjs';
import { OverviewView } from './overview-view.mjs';
import { pageHead } from './page-frame.mjs';
import { ToolsView } from './tools-view.mjs';

const MODELS_ID = 'models';
const SECTIONS = { '': 'Overview', tools: 'Tools', changes: 'Live changes' };

/** The console: asks for a key, then shows what that key may see and do. */
class Console {
  constructor() {
    this.main = element('main', { id: 'main', tabindex: -1 });
    this.session = element('div', { class: 'session' });
    this.models = element('datalist', { id: MODELS_ID });
    this.form = new ConnectForm((client) => this.open(client));
    window.addEventListener('hashchange', () => this.route());
  }

  start() {
    show(document.body, pageHead('Console', this.session), this.main, this.models);
    show(this.main, welcome(), this.form.node);
    if (!this.form.resume()) this.form.key.focus();
  }

  /** @throws GatewayProblem */
  async open(client) {
    const [{ capabilities }, { tools }] = await Promise.all([
      client.json('mcp/initialize', { method: 'POST' }),
      client.json('mcp/tools/list', { method: 'POST' }),
    ]);
    const connections = tools[0]?.inputSchema.properties?.connection?.enum ?? [undefined];
    const overview = new OverviewView({ client, log: client.log, mode: capabilities.mode, tools, connections });
    this.views = {
      '': overview,
      tools: new ToolsView(tools, client, MODELS_ID),
      changes: new ChangesView(client, MODELS_ID),
    };
    show(
      this.session,
      connectionChoice(connections, client),
      element('button', { type: 'button', class: 'button small', on: { click: () => this.close() } }, 'Disconnect'),
    );
    this.watch = new HealthWatch(client.log, (health) => overview.showHealth(health));
    this.watch.start();
    this.route();
    void overview.refresh().then(() => this.watch?.ask());
    void this.listModels(client);
  }

  close() {
    keptKey.forget();
    this.views.changes.stop();
    this.views = undefined;
    this.watch.stop();
    this.watch = undefined;
    show(this.session);
    show(this.models);
    show(this.main, welcome(), this.form.node);
    this.form.key.focus();
  }

  route() {
    if (!this.views) return;
    const [section = '', name] = location.hash.replace(/^#\/?/, '').split('/');
    const known = Object.hasOwn(SECTIONS, section) ? section : '';
    const view = this.views[known];
    show(this.main, sections(known), element('div', { class: 'view' }, view.node));
    document.title = `${SECTIONS[known]} · Odoo MCP Server`;
    if (known === 'tools') view.open(name);
    else view.node.querySelector('h2').focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  /** To choose from while typing; nothing is lost where they may not be listed. */
  async listModels(client) {
    const { models = [] } = await client.json('odoo/models').catch(() => ({}));
    show(
      this.models,
      models.map(({ model, name }) => element('option', { value: model }, name)),
    );
  }
}

function welcome() {
  return element(
    'div',
    { class: 'welcome' },
    element('h1', {}, 'Console'),
    element(
      'p',
      { class: 'lead' },
      'See what is connected, try the tools, and watch records change. You may do here what your key may do, and nothing else.',
    ),
  );
}

function sections(current) {
  const links = Object.entries(SECTIONS).map(([section, title]) =>
    element('a', { href: `#/${section}`, 'aria-current': section === current && 'page' }, title),
  );
  return element(
    'div',
    { class: 'sections-frame' },
    element('h1', { class: 'unseen' }, 'Console'),
    element('nav', { class: 'sections', 'aria-label': 'Parts of the console' }, links),
  );
}

/** Which Odoo calls go to, for a key that has a choice. */
function connectionChoice(names, client) {
  if (names.length < 2) return undefined;
  return element(
    'select',
    {
      class: 'select small',
      'aria-label': 'Connection',
      on: { change: ({ target }) => void (client.connection = target.value) },
    },
    names.map((name) => element('option', { value: name }, name)),
  );
}

new Console().start();
