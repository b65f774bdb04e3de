import { element, freshId, show } from './elements.mjs';
import { addressOf } from './gateway-client.mjs';
import { keepFile } from './keep-file.mjs';
import { problemView } from './problem-view.mjs';
import { copyable } from './result-view.mjs';
import { textIn } from './text-stream.mjs';

/** Characters of an answer that are shown at most; a stream may have any number. */
const SHOWN_LENGTH = 200_000;
const TEXT = /json|text|csv/;

/** One route: what it takes, filled in with the examples of the document, and what it answers. */
export class OperationView {
  constructor(operation, client) {
    this.operation = operation;
    this.client = client;
    this.inputs = operation.parameters.map((parameter) => parameterField(parameter, operation));
    this.body = operation.bodies && bodyField(operation.bodies);
    this.send = element(
      'button',
      { type: 'submit', class: 'button primary' },
      operation.changes ? 'Send, and change Odoo' : 'Send',
    );
    this.stop = element(
      'button',
      { type: 'button', class: 'button', hidden: true, on: { click: () => this.sending?.abort() } },
      'Stop',
    );
    this.answer = element('div', { class: 'answer' });
    /** What a screen reader says of an answer: that it is there, and not all of it. */
    this.status = element('p', { class: 'unseen', role: 'status' });
    this.node = this.layout();
  }

  layout() {
    const { method, path, summary, isPublic, answers } = this.operation;
    const form = element(
      'form',
      { novalidate: true },
      this.inputs.filter(({ parameter }) => parameter.place !== 'header').map(({ node }) => node),
      this.body?.node,
      headerFields(this.inputs.filter(({ parameter }) => parameter.place === 'header')),
      element('div', { class: 'actions' }, this.send, this.stop),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.submit();
    });
    return element(
      'details',
      { class: 'operation', id: anchorOf(this.operation) },
      element(
        'summary',
        {},
        element('span', { class: `verb ${method}` }, method.toUpperCase()),
        element('code', { class: 'path' }, path),
        element('span', { class: 'quiet' }, summary),
        isPublic && element('span', { class: 'mark' }, 'no key'),
      ),
      element(
        'div',
        { class: 'operation-body' },
        form,
        element('ul', { class: 'responses', 'aria-label': 'Answers' }, answers.map(answerItem)),
        this.status,
        this.answer,
      ),
    );
  }

  async submit() {
    const missing = this.inputs.find(({ parameter, control }) => parameter.required && control.value.trim() === '');
    for (const input of this.inputs) input.tell(input === missing ? 'This is required.' : undefined);
    missing?.control.focus();
    if (missing) return;
    this.sending = new AbortController();
    this.send.disabled = true;
    this.stop.hidden = false;
    try {
      await this.request(this.sending.signal);
    } catch (problem) {
      if (problem.name !== 'AbortError') show(this.answer, problemView(problem));
    } finally {
      this.send.disabled = false;
      this.stop.hidden = true;
    }
  }

  async request(signal) {
    const { method } = this.operation;
    const { path, headers } = this.target();
    show(this.answer, element('p', { class: 'loading' }, 'Waiting for the answer …'));
    const started = performance.now();
    const body = this.body?.control.value;
    const response = await this.client.ask(path, { method: method.toUpperCase(), headers, body, signal });
    show(this.status, `Answered ${response.status}.`);
    const type = response.headers.get('content-type') ?? '';
    const head = element(
      'p',
      { class: 'answer-head' },
      element('span', { class: 'mark good' }, response.status),
      element('span', { class: 'quiet' }, `${Math.round(performance.now() - started)} ms · ${type}`),
    );
    if (TEXT.test(type)) return this.readText(response, head, type);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const name = path.split('/').at(-1);
    show(
      this.answer,
      head,
      element(
        'button',
        { type: 'button', class: 'button', on: { click: () => keepFile(bytes, name) } },
        `Save ${name} (${bytes.length} bytes)`,
      ),
    );
  }

  /** Shown as it comes, for a stream has no end of its own. */
  async readText(response, head, type) {
    const output = element('code');
    show(
      this.answer,
      head,
      element('pre', { tabindex: 0, role: 'region', 'aria-label': 'Body of the answer' }, output),
      copyable(this.command()),
    );
    let text = '';
    for await (const part of textIn(response)) {
      text = (text + part).slice(0, SHOWN_LENGTH);
      output.textContent = text;
    }
    if (/json/.test(type) && !/ndjson/.test(type)) output.textContent = indented(text);
  }

  /** Where the request goes, and which headers the form adds. */
  target() {
    const filled = this.inputs
      .map(({ parameter, control }) => ({ ...parameter, value: control.value.trim() }))
      .filter(({ value }) => value !== '');
    const among = (place) => filled.filter((parameter) => parameter.place === place);
    const path = among('path').reduce(
      (route, { name, value }) => route.replace(`{${name}}`, encodeURIComponent(value).replaceAll('%2C', ',')),
      this.operation.path,
    );
    const query = new URLSearchParams(among('query').map(({ name, value }) => [name, value]));
    const headers = Object.fromEntries(among('header').map(({ name, value }) => [name, value]));
    return { path: query.size > 0 ? `${path}?${query}` : path, headers };
  }

  /** The same for a shell, without the key. */
  command() {
    const { path, headers } = this.target();
    const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
    const parts = [`curl -s -X ${this.operation.method.toUpperCase()} ${quoted(addressOf(path).href)}`];
    if (!this.operation.isPublic && this.client.key !== undefined) parts.push('-H "X-API-Key: $KEY"');
    for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
    if (this.body) parts.push("-H 'Content-Type: application/json'", `-d ${quoted(this.body.control.value)}`);
    return parts.join(' \\\n  ');
  }
}

function answerItem({ status, description, example }) {
  const shown =
    example !== undefined &&
    element(
      'details',
      { class: 'more' },
      element('summary', {}, 'Example'),
      element('pre', { tabindex: 0, role: 'region', 'aria-label': `Example of ${status}` }, asJson(example)),
    );
  return element('li', {}, element('code', {}, status), ' ', description, shown);
}

function asJson(example) {
  return element('code', {}, JSON.stringify(example, undefined, 2));
}

export const anchorOf = ({ method, path }) => `${method}${path.replaceAll(/\W+/g, '-')}`;

function parameterField(parameter, { changes }) {
  const { name, place, required, description, example, values } = parameter;
  const id = freshId('parameter');
  // Nobody shall change a record that an example has named.
  const value =
    place === 'header' || (changes && name === 'id') || !(required || example !== undefined) ? '' : (example ?? '');
  const attributes = { id, name, 'aria-describedby': `${id}-about ${id}-wrong`, 'aria-required': required };
  const control = values
    ? element(
        'select',
        { class: 'select', ...attributes },
        ['', ...values].map((option) => element('option', { value: option }, option || '– not sent –')),
      )
    : element('input', { class: 'input', autocomplete: 'off', spellcheck: 'false', value, ...attributes });
  const wrong = element('p', { class: 'field-wrong', id: `${id}-wrong` });
  const kind = element('span', { class: 'required' }, ` ${place}${required ? ', required' : ''}`);
  const node = element(
    'div',
    { class: 'field' },
    element('label', { for: id }, name, kind),
    control,
    element('p', { class: 'field-about', id: `${id}-about` }, description),
    wrong,
  );
  return { parameter, control, node, tell: (problem) => void show(wrong, problem) };
}

/** Seldom needed, so they are put away. */
function headerFields(inputs) {
  if (inputs.length === 0) return undefined;
  const fields = element(
    'div',
    { class: 'fields' },
    inputs.map(({ node }) => node),
  );
  return element('details', { class: 'more wide' }, element('summary', {}, `Headers (${inputs.length})`), fields);
}

function bodyField(bodies) {
  const id = freshId('body');
  const control = element('textarea', { class: 'input code', id, rows: 6, spellcheck: 'false' });
  const fill = (index) => void (control.value = JSON.stringify(bodies[index][1], undefined, 2));
  fill(0);
  const choice =
    bodies.length > 1 &&
    element(
      'select',
      { class: 'select small', 'aria-label': 'Example', on: { change: ({ target }) => fill(target.value) } },
      bodies.map(([title], index) => element('option', { value: index }, title)),
    );
  return {
    control,
    node: element(
      'div',
      { class: 'field wide' },
      element('div', { class: 'label-row' }, element('label', { for: id }, 'Body'), choice),
      control,
    ),
  };
}

function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
