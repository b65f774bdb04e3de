import { element, show } from './elements.mjs';
import { addressOf } from './gateway-client.mjs';
import { keepFile } from './keep-file.mjs';
import { problemView } from './problem-view.mjs';
import { resultView, rowsIn } from './result-view.mjs';
import { SchemaForm } from './schema-form.mjs';

/** What a tool does to Odoo, as its annotations tell. */
export function marksOf({ readOnlyHint, destructiveHint, openWorldHint }) {
  if (readOnlyHint) return [mark('reads', 'good')];
  return [
    mark('may change', 'warning'),
    destructiveHint && mark('may destroy', 'danger'),
    openWorldHint && mark('may reach people', 'warning'),
  ].filter(Boolean);
}

const mark = (text, kind) => element('span', { class: `mark ${kind}` }, text);

/** One tool: what it does, a form of its arguments, and what calling it gave. */
export class ToolView {
  constructor(tool, client, models) {
    this.tool = tool;
    this.client = client;
    const { connection: _header, ...properties } = tool.inputSchema.properties ?? {};
    this.form = new SchemaForm({ ...tool.inputSchema, properties }, models);
    this.run = element('button', { type: 'submit', class: 'button primary' }, 'Run');
    this.stop = element(
      'button',
      { type: 'button', class: 'button', hidden: true, on: { click: () => this.calling?.abort() } },
      'Stop',
    );
    this.answer = element('section', { class: 'answer', 'aria-label': 'Answer', 'aria-busy': 'false' });
    /** What a screen reader says of an answer: how it ended, and not all of its rows. */
    this.status = element('p', { class: 'unseen', role: 'status' });
    show(
      this.answer,
      element('p', { class: 'empty' }, 'Fill in what is required and run it. What Odoo answers is shown here.'),
    );
    this.node = this.layout();
  }

  layout() {
    const { name, title, description, annotations = {} } = this.tool;
    const keys = element(
      'span',
      { class: 'quiet keys' },
      element('kbd', {}, 'Ctrl'),
      ' + ',
      element('kbd', {}, 'Enter'),
    );
    const form = element(
      'form',
      { class: 'card', novalidate: true },
      this.form.node,
      element('div', { class: 'actions' }, this.run, this.stop, keys),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.submit();
    });
    form.addEventListener('keydown', ({ key, ctrlKey, metaKey }) => {
      if (key === 'Enter' && (ctrlKey || metaKey)) form.requestSubmit();
    });
    return element(
      'article',
      { class: 'tool', 'aria-labelledby': 'tool-title' },
      element('a', { class: 'back', href: '#/tools' }, '← All tools'),
      element(
        'header',
        { class: 'tool-head' },
        element('h2', { id: 'tool-title', tabindex: -1 }, title ?? name),
        element('p', { class: 'marks' }, element('code', {}, name), marksOf(annotations)),
      ),
      element('p', { class: 'lead' }, description),
      form,
      this.status,
      this.answer,
    );
  }

  async submit() {
    const args = this.form.read();
    if (args === undefined || this.calling) return;
    this.calling = new AbortController();
    this.setBusy(true);
    show(this.status, 'Odoo is asked.');
    show(this.answer, element('p', { class: 'loading' }, 'Odoo is asked …'));
    const started = performance.now();
    try {
      const result = await this.client.tool(this.tool.name, args, { signal: this.calling.signal });
      show(
        this.answer,
        this.heading(result, performance.now() - started),
        this.files(result),
        this.result(result, args),
      );
    } catch (error) {
      show(this.status);
      const stopped = error.name === 'AbortError';
      show(
        this.answer,
        stopped ? element('p', { class: 'empty' }, 'Stopped. What had begun in Odoo may be done.') : problemView(error),
      );
    } finally {
      this.calling = undefined;
      this.setBusy(false);
      this.answer.scrollIntoView({ block: 'nearest' });
    }
  }

  setBusy(busy) {
    this.answer.setAttribute('aria-busy', String(busy));
    this.run.disabled = busy;
    this.stop.hidden = !busy;
  }

  heading(result, ms) {
    const rows = rowsIn(result);
    const count = rows && `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
    show(this.status, `Odoo has answered${count ? `: ${count}` : ''}.`);
    const more =
      result?.next_cursor &&
      element(
        'button',
        { type: 'button', class: 'button small', on: { click: () => this.next(result.next_cursor) } },
        'Next rows',
      );
    return element(
      'div',
      { class: 'answer-head' },
      element('h3', {}, 'Answer'),
      element(
        'span',
        { class: 'quiet' },
        [count, `${Math.round(ms)} ms`, more && 'there are more'].filter(Boolean).join(' · '),
      ),
      more,
    );
  }

  next(cursor) {
    this.form.set({ cursor });
    void this.submit();
  }

  /** A file that came as base64, to be kept. */
  files({ content_base64: base64, filename = 'file' } = {}) {
    if (typeof base64 !== 'string') return undefined;
    const keep = () => keepFile(bytesOf(base64), filename);
    return element(
      'p',
      {},
      element('button', { type: 'button', class: 'button', on: { click: keep } }, `Save ${filename}`),
    );
  }

  result(result, args) {
    const body = JSON.stringify({ name: this.tool.name, arguments: args }, undefined, 2).replaceAll(
      "'",
      String.raw`'\''`,
    );
    const headers = Object.entries({ ...this.client.headers(), 'content-type': 'application/json' })
      .map(
        ([name, value]) =>
          `  -H ${name === 'authorization' ? `"authorization: Bearer $KEY"` : `'${name}: ${value}'`} \\\n`,
      )
      .join('');
    return resultView(result, `curl -s '${addressOf('mcp/tools/call')}' \\\n${headers}  -d '${body}'\n`);
  }
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
