import { ChangeFeed } from './change-feed.mjs';
import { shownValue } from './data-table.mjs';
import { element, freshId, show } from './elements.mjs';
import { problemView } from './problem-view.mjs';

/** Older ones are dropped from the page. */
const SHOWN = 200;

const KINDS = {
  created: ['created', 'good'],
  updated: ['updated', 'info'],
  deleted: ['deleted', 'danger'],
  left: ['left the domain', 'warning'],
  waiting: ['Odoo is away', 'warning'],
  reset: ['missed some', 'warning'],
};
const STATES = { connecting: 'Connecting …', listening: 'Listening', waiting: 'The connection broke; trying again …' };

/** Live changes of a model, newest first. */
export class ChangesView {
  constructor(client, models) {
    this.client = client;
    this.model = input('model', 'Model', 'res.partner', { list: models, required: true });
    this.fields = input('fields', 'Fields', 'name,email', {
      about: 'Names with commas between them; shown with each change.',
    });
    this.domain = input('domain', 'Domain', '[]', {
      about: 'JSON. Only records that are in it are told of.',
      class: 'code',
    });
    this.button = element('button', { type: 'submit', class: 'button primary' }, 'Listen');
    this.state = element('p', { class: 'state', role: 'status' }, 'Not listening.');
    this.problem = element('div');
    this.events = element('ol', {
      class: 'events',
      'aria-live': 'polite',
      'aria-relevant': 'additions',
      'aria-label': 'Changes',
    });
    this.empty = element(
      'p',
      { class: 'empty large' },
      'Nothing yet. Changes are shown here as they happen in Odoo, whoever makes them.',
    );
    this.model.control.value = 'res.partner';
    this.fields.control.value = 'name';
    this.node = this.layout();
  }

  layout() {
    const form = element(
      'form',
      { class: 'card inline', novalidate: true },
      this.model.node,
      this.fields.node,
      this.domain.node,
      element('div', { class: 'actions' }, this.button, this.state),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.feed) this.stop();
      else void this.listen();
    });
    return element(
      'section',
      { class: 'changes', 'aria-labelledby': 'changes-title' },
      element('h2', { id: 'changes-title', tabindex: -1 }, 'Live changes'),
      element(
        'p',
        { class: 'lead' },
        'What happens to the records of a model, as it happens. It goes on by itself where the connection breaks.',
      ),
      form,
      this.problem,
      this.empty,
      this.events,
    );
  }

  async listen() {
    const feed = new ChangeFeed(this.client, {
      change: (change) => this.tell(change),
      state: (state) => this.showState(state, feed),
    });
    this.feed = feed;
    show(this.problem);
    this.button.replaceChildren('Stop');
    const { value: fields } = this.fields.control;
    const { value: domain } = this.domain.control;
    const query = { ...(fields.trim() && { fields }), ...(domain.trim() && { domain }) };
    try {
      await feed.run(this.model.control.value.trim(), query);
    } catch (problem) {
      show(this.problem, problemView(problem));
      this.stop(feed);
    }
  }

  stop(feed = this.feed) {
    feed?.stop();
    if (feed !== this.feed) return;
    this.feed = undefined;
    this.button.replaceChildren('Listen');
    this.state.classList.remove('live');
    show(this.state, 'Not listening.');
  }

  showState(state, feed) {
    if (this.feed !== feed) return;
    this.state.classList.toggle('live', state === 'listening');
    show(this.state, STATES[state]);
  }

  tell(change) {
    if (change.type === 'ready') return;
    this.empty.hidden = true;
    this.events.prepend(changeItem(change));
    if (this.events.children.length > SHOWN) this.events.lastElementChild.remove();
  }
}

function changeItem({ type, id, record = {} }) {
  const [text, kind] = KINDS[type] ?? [type, 'info'];
  const values = Object.entries(record).filter(([name]) => name !== 'id');
  return element(
    'li',
    {},
    element('time', { class: 'quiet' }, new Date().toLocaleTimeString()),
    element('span', { class: `mark ${kind}` }, text),
    id !== undefined && element('code', {}, `#${id}`),
    element(
      'span',
      { class: 'event-values' },
      values.map(([name, value]) =>
        element('span', {}, element('span', { class: 'quiet' }, `${name} `), shownValue(value)),
      ),
    ),
  );
}

function input(name, title, placeholder, { about, class: kind = '', ...attributes } = {}) {
  const id = freshId(name);
  const control = element('input', {
    id,
    name,
    class: `input ${kind}`,
    placeholder,
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': about && `${id}-about`,
    ...attributes,
  });
  const hint = about && element('p', { class: 'field-about', id: `${id}-about` }, about);
  return { control, node: element('div', { class: 'field' }, element('label', { for: id }, title), control, hint) };
}
