import { element, freshId, show } from './elements.mjs';
import { problemsOf } from './schema-check.mjs';
import { controlFor } from './schema-controls.mjs';

/**
 * A form for the arguments of a tool.
 * @param models id of the list of models to choose from.
 */
export class SchemaForm {
  constructor({ properties = {}, required = [] }, models) {
    this.fields = Object.entries(properties).map(
      ([name, schema]) => new SchemaField(name, schema, required.includes(name), models),
    );
    const first = this.fields.filter(({ required }) => required);
    const others = this.fields.filter(({ required }) => !required);
    this.node = element(
      'div',
      { class: 'fields' },
      first.map(({ node }) => node),
      optional(others, first.length === 0),
    );
  }

  /** The arguments, or undefined where some cannot be sent; then each says why and the first of them has the focus. */
  read() {
    const wrong = this.fields.filter((field) => !field.check());
    wrong[0]?.focus();
    if (wrong.length > 0) return undefined;
    return Object.fromEntries(
      this.fields.map(({ name, value }) => [name, value]).filter(([, value]) => value !== undefined),
    );
  }

  set(values) {
    for (const field of this.fields) if (field.name in values) field.set(values[field.name]);
  }
}

function optional(fields, open) {
  if (fields.length === 0) return undefined;
  const summary = element('summary', {}, `${open ? 'Arguments' : 'More arguments'} (${fields.length})`);
  return element(
    'details',
    { class: 'more', open },
    summary,
    element(
      'div',
      { class: 'fields' },
      fields.map(({ node }) => node),
    ),
  );
}

class SchemaField {
  constructor(name, schema, required, models) {
    this.name = name;
    this.schema = schema;
    this.required = required;
    this.id = freshId('field');
    const attributes = {
      id: this.id,
      name,
      'aria-describedby': `${this.id}-about ${this.id}-wrong`,
      'aria-required': required && schema.type !== 'boolean',
      ...(name === 'model' && { list: models }),
    };
    Object.assign(this, controlFor(schema, attributes));
    this.wrong = element('p', { class: 'field-wrong', id: `${this.id}-wrong`, 'aria-live': 'polite' });
    this.node = this.layout();
    this.control.addEventListener('change', () => this.check());
  }

  layout() {
    const { name, required, schema, id, control, note, wrong } = this;
    const label = element('label', { for: id }, name, required && element('span', { class: 'required' }, ' required'));
    const about = [schema.description && sentence(schema.description), note].filter(Boolean).join(' ');
    const hint = element('p', { class: 'field-about', id: `${id}-about` }, about);
    const isCheck = control.type === 'checkbox';
    return element(
      'div',
      { class: isCheck ? 'field check' : 'field' },
      isCheck ? [control, label] : [label, control],
      hint,
      wrong,
    );
  }

  /** Reads and judges; tells beside the control what is wrong. */
  check() {
    const problem = this.problem();
    show(this.wrong, problem);
    if (problem === undefined) this.control.removeAttribute('aria-invalid');
    else this.control.setAttribute('aria-invalid', 'true');
    return problem === undefined;
  }

  problem() {
    try {
      this.value = this.read();
    } catch (error) {
      return `This is no JSON: ${error.message}.`;
    }
    if (this.value === undefined) return this.required ? `${this.name} is required.` : undefined;
    const [problem] = problemsOf(this.value, this.schema);
    return problem && `${this.name} ${problem}.`.replace(`${this.name} [`, `${this.name}[`);
  }

  focus() {
    this.control.closest('details')?.setAttribute('open', '');
    this.control.focus();
  }
}

const sentence = (text) => (text.endsWith('"') ? text : `${text}.`);
