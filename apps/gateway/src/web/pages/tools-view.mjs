import { element, show } from './elements.mjs';
import { marksOf, ToolView } from './tool-view.mjs';

/** The list of tools beside the one that is chosen. A tool that was opened keeps what was typed. */
export class ToolsView {
  constructor(tools, client, models) {
    this.tools = tools;
    this.client = client;
    this.models = models;
    this.opened = new Map();
    this.list = element('ul', { class: 'tool-list' });
    this.detail = element('div', { class: 'tool-detail' });
    this.filter = element('input', {
      class: 'input',
      type: 'search',
      placeholder: 'Filter tools',
      'aria-label': 'Filter tools',
      on: { input: () => this.showList() },
    });
    this.node = element(
      'div',
      { class: 'tools' },
      element('nav', { class: 'tool-nav', 'aria-label': 'Tools' }, this.filter, this.list),
      this.detail,
    );
    this.showList();
  }

  /** @param name undefined for the list alone. */
  open(name) {
    const tool = this.tools.find((candidate) => candidate.name === name);
    this.chosen = tool?.name;
    this.node.classList.toggle('has-tool', tool !== undefined);
    this.showList();
    if (!tool) {
      show(this.detail, this.nothing(name));
      return;
    }
    if (!this.opened.has(name)) this.opened.set(name, new ToolView(tool, this.client, this.models));
    const view = this.opened.get(name);
    show(this.detail, view.node);
    view.node.querySelector('h2').focus({ preventScroll: true });
  }

  nothing(name) {
    const text =
      name === undefined
        ? 'Choose a tool to see what it takes and to try it.'
        : `There is no tool ${name} for this key.`;
    return element('p', { class: 'empty large' }, text);
  }

  showList() {
    const words = this.filter.value.toLowerCase();
    const shown = this.tools.filter(({ name, title = '', description }) =>
      `${name} ${title} ${description}`.toLowerCase().includes(words),
    );
    const empty = element('li', { class: 'empty' }, 'No tool has these words.');
    show(this.list, shown.length > 0 ? shown.map((tool) => this.item(tool)) : empty);
  }

  item({ name, title, annotations = {} }) {
    return element(
      'li',
      {},
      element(
        'a',
        { href: `#/tools/${name}`, 'aria-current': this.chosen === name && 'page' },
        element('span', { class: 'tool-name' }, title ?? name, element('code', {}, name)),
        element('span', { class: 'marks' }, marksOf(annotations).slice(-1)),
      ),
    );
  }
}
