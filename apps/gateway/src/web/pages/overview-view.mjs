import { CallChart } from './call-chart.mjs';
import { hasFailed } from './call-log.mjs';
import { framedTable } from './data-table.mjs';
import { element, show } from './elements.mjs';

const LAST_CALLS = 8;

const AWAY = 'It does not answer. It is asked again every few seconds.';

/** What is connected, how it is, what this key may do, and what this page has asked. */
export class OverviewView {
  /** @param session `{ client, log, mode, tools, connections }`; a connection is undefined where the key has no choice. */
  constructor(session) {
    this.session = session;
    this.gateway = element('div', { class: 'card stat' });
    this.figures = element('div', { class: 'card stat' });
    this.calls = element('tbody');
    this.noCalls = element('p', { class: 'empty' }, 'No calls yet.');
    this.rows = session.connections.map((name) => new ConnectionRow(name, session.client));
    this.node = this.layout();
    session.log.addEventListener('change', () => this.showFigures());
    this.showFigures();
  }

  layout() {
    const { mode, tools } = this.session;
    return element(
      'section',
      { 'aria-labelledby': 'overview-title' },
      element('h2', { id: 'overview-title', tabindex: -1 }, 'Overview'),
      element('div', { class: 'stats' }, this.gateway, modeCard(mode, tools), this.figures),
      element('h3', {}, this.rows.length === 1 ? 'Connection' : 'Connections'),
      framedTable(
        'Connections',
        ['Name', 'State', 'Odoo', 'Company', 'Answered in'],
        element(
          'tbody',
          {},
          this.rows.map(({ node }) => node),
        ),
      ),
      element('h3', {}, 'Calls and latency'),
      element('div', { class: 'card' }, new CallChart(this.session.log).node),
      element('h3', {}, 'Last calls'),
      framedTable('Last calls', ['Time', 'What', 'Status', 'Took'], this.calls),
    );
  }

  /** Asks each Odoo what it is. */
  async refresh() {
    await Promise.all(this.rows.map((row) => row.refresh()));
  }

  /** @param health what /health says; undefined where it cannot be asked. */
  showHealth(health) {
    if (!health) {
      show(this.gateway, statHead('Gateway', 'unreachable', 'danger'), element('p', { class: 'quiet' }, AWAY));
      return;
    }
    const { state, version, service, uptime_seconds: uptime, odoo, audit } = health;
    const kind = state === 'serving' ? 'good' : 'warning';
    show(
      this.gateway,
      statHead('Gateway', state, kind),
      element('p', { class: 'stat-value' }, version),
      element(
        'p',
        { class: 'quiet' },
        `${service}, up for ${duration(uptime)}. Odoo: ${reachText(odoo)}.${audit ? ` Audit log ${audit}.` : ''}`,
      ),
    );
  }

  showFigures() {
    const { log } = this.session;
    const { count, failed, median } = log.figures;
    const value = count === 0 ? '–' : `${Math.round(median)} ms`;
    show(
      this.figures,
      statHead('Calls of this page', `${count}`, 'plain'),
      element('p', { class: 'stat-value' }, value),
      element('p', { class: 'quiet' }, `at the median, ${failed} failed.${remaining(log.standing)}`),
    );
    show(this.calls, log.calls.slice(-LAST_CALLS).toReversed().map(callRow));
  }
}

function modeCard({ mode, description, allowed_permissions: allowed, forbidden_permissions: forbidden }, tools) {
  return element(
    'div',
    { class: 'card stat' },
    statHead('Mode', mode, mode === 'readonly' ? 'good' : 'warning'),
    element('p', { class: 'stat-value' }, `${tools.length} tools`),
    element('p', { class: 'quiet' }, description),
    element(
      'ul',
      { class: 'permissions', 'aria-label': 'Permissions' },
      allowed.map((name) =>
        element('li', { class: 'yes' }, `${name} `, element('span', { class: 'unseen' }, 'allowed')),
      ),
      forbidden.map((name) =>
        element('li', { class: 'no' }, `${name} `, element('span', { class: 'unseen' }, 'not allowed')),
      ),
    ),
  );
}

function statHead(title, text, kind) {
  return element(
    'div',
    { class: 'stat-head' },
    element('h3', {}, title),
    element('span', { class: `mark ${kind}` }, text),
  );
}

/** One Odoo that this key may use. */
class ConnectionRow {
  constructor(name, client) {
    this.name = name;
    this.client = client;
    this.node = element('tr');
    this.show('asked …', 'plain');
  }

  async refresh() {
    const started = performance.now();
    try {
      const { version, edition, company } = await this.client.resource('odoo://config', { connection: this.name });
      this.show('connected', 'good', [version && `${version} ${edition}`, company], performance.now() - started);
    } catch ({ message, layer }) {
      this.show(layer === 'model' || layer === 'field' ? 'connected' : 'not usable', 'warning', [message]);
    }
  }

  show(state, kind, [odoo, company] = [], ms) {
    const name = this.name ?? 'default';
    const cells = [
      element('code', {}, name),
      element('span', { class: `mark ${kind}` }, state),
      odoo ?? '–',
      company ?? '–',
      ms === undefined ? '–' : `${Math.round(ms)} ms`,
    ];
    show(
      this.node,
      element('th', { scope: 'row' }, cells[0]),
      cells.slice(1).map((cell) => element('td', {}, cell)),
    );
  }
}

function callRow({ label, at, ms, status }) {
  const kind = hasFailed({ status }) ? 'danger' : 'good';
  return element(
    'tr',
    {},
    element('td', {}, new Date(at).toLocaleTimeString()),
    element('td', {}, element('code', {}, label)),
    element('td', {}, element('span', { class: `mark ${kind}` }, status === 0 ? 'no answer' : status)),
    element('td', {}, `${Math.round(ms)} ms`),
  );
}

function reachText({ reachable, unreachable, unknown }) {
  const parts = [
    [reachable, 'reachable'],
    [unreachable, 'unreachable'],
    [unknown, 'not asked yet'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, text]) => `${count} ${text}`)
    .join(', ');
}

/** `"key";r=97;t=41` of the header RateLimit. */
function remaining(standing = '') {
  const [, left, seconds] = /;r=(\d+);t=(\d+)/.exec(standing) ?? [];
  return left === undefined ? '' : ` ${left} calls left in the next ${seconds} s.`;
}

function duration(seconds) {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}
