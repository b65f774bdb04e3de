import { ConnectForm } from './connect-form.mjs';
import { element, show } from './elements.mjs';
import { keptKey } from './kept-key.mjs';
import { operationsByTag } from './open-api-document.mjs';
import { anchorOf, OperationView } from './operation-view.mjs';
import { pageHead } from './page-frame.mjs';

/** The page of REST routes: made from /openapi.json, which the same key opens. */
class Docs {
  constructor() {
    this.main = element('main', { id: 'main', tabindex: -1 });
    this.session = element('div', { class: 'session' });
    this.form = new ConnectForm((client) => this.open(client));
    window.addEventListener('hashchange', () => openTarget());
  }

  start() {
    show(document.body, pageHead('REST routes', this.session), this.main);
    this.close();
    if (!this.form.resume()) this.form.key.focus();
  }

  /** @throws GatewayProblem */
  async open(client) {
    const document = await client.json('openapi.json');
    const groups = [...operationsByTag(document)].map(([tag, operations]) => ({
      tag,
      operations,
      views: operations.map((operation) => new OperationView(operation, client)),
    }));
    const leave = () => {
      keptKey.forget();
      this.close();
      this.form.key.focus();
    };
    show(
      this.session,
      element('button', { type: 'button', class: 'button small', on: { click: leave } }, 'Disconnect'),
    );
    const { title, version, description } = document.info;
    show(
      this.main,
      element(
        'div',
        { class: 'intro' },
        element('h1', { tabindex: -1 }, 'REST routes'),
        element('p', { class: 'quiet' }, `${title} ${version}`),
        element('p', { class: 'lead' }, description),
      ),
      element('div', { class: 'routes' }, contents(groups), element('div', { class: 'groups' }, groups.map(groupView))),
    );
    this.main.querySelector('h1').focus({ preventScroll: true });
    openTarget();
  }

  close() {
    show(this.session);
    const welcome = element(
      'div',
      { class: 'welcome' },
      element('h1', {}, 'REST routes'),
      element('p', { class: 'lead' }, 'Every route with an example that can be tried. Show a key to see them.'),
    );
    show(this.main, welcome, this.form.node);
  }
}

function contents(groups) {
  const link = (operation) =>
    element(
      'li',
      {},
      element(
        'a',
        { href: `#${anchorOf(operation)}` },
        element('span', { class: `verb small ${operation.method}` }, operation.method.toUpperCase()),
        element('span', {}, operation.path),
      ),
    );
  return element(
    'nav',
    { class: 'contents', 'aria-label': 'Routes' },
    groups.map(({ tag, operations }) => [
      element('p', { class: 'contents-tag' }, tag),
      element('ul', {}, operations.map(link)),
    ]),
  );
}

function groupView({ tag, views }) {
  return element(
    'section',
    { 'aria-label': tag },
    element('h2', {}, tag),
    views.map(({ node }) => node),
  );
}

/** Opens the route that the address names. */
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.tagName !== 'DETAILS') return;
  target.open = true;
  target.querySelector('summary').focus();
  target.scrollIntoView();
}

new Docs().start();
