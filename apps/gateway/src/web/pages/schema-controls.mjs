import { element } from './elements.mjs';

/** Texts that may be longer than this get room for lines. */
const LINE_LENGTH = 500;

/**
 * The control that fits a schema: the element, and `read` for what a person has put into it, undefined for nothing.
 * `read` throws a SyntaxError for what cannot be read at all.
 */
export function controlFor(schema, attributes) {
  if (schema.enum) return choice(schema, attributes);
  if (schema.type === 'boolean') return check(schema, attributes);
  if (schema.type === 'integer' || schema.type === 'number') return number(schema, attributes);
  if (schema.type === 'string') return text(schema, attributes);
  if (schema.type === 'array' && schema.items?.type === 'string' && !schema.items.enum)
    return list(attributes, textItem);
  if (schema.type === 'array' && schema.items?.type === 'integer') return list(attributes, numberItem);
  return json(schema, attributes);
}

function choice({ enum: values, default: fallback }, attributes) {
  const none = fallback === undefined ? '– not sent –' : `– ${fallback} by default –`;
  const options = values.map((value) => element('option', { value }, value));
  const control = element(
    'select',
    { class: 'select', ...attributes },
    element('option', { value: '' }, none),
    options,
  );
  return { control, read: () => control.value || undefined, set: (value) => void (control.value = value) };
}

function check({ default: fallback = false }, attributes) {
  const control = element('input', { type: 'checkbox', ...attributes, checked: fallback });
  const read = () => (control.checked === fallback ? undefined : control.checked);
  return { control, read, set: (value) => void (control.checked = value) };
}

function number({ default: fallback }, attributes) {
  // Not `type=number`: its value is empty for what is no number, and nobody could be told.
  const control = element('input', { class: 'input', inputmode: 'decimal', ...attributes, placeholder: fallback });
  return {
    control,
    read: () => (control.value.trim() === '' ? undefined : numberItem(control.value)),
    set: setIn(control),
  };
}

function text({ maxLength = Infinity, default: fallback, description }, attributes) {
  const [, example] = /e\.g\. "([^"]+)"/.exec(description ?? '') ?? [];
  const tag = maxLength > LINE_LENGTH ? 'textarea' : 'input';
  const control = element(tag, { class: 'input', autocomplete: 'off', spellcheck: 'false', ...attributes });
  control.placeholder = fallback ?? example ?? '';
  return { control, read: () => control.value || undefined, set: setIn(control) };
}

function list(attributes, readItem) {
  const control = element('input', { class: 'input', autocomplete: 'off', spellcheck: 'false', ...attributes });
  const read = () => {
    const items = control.value.split(',').map((item) => item.trim());
    return items.length === 1 && items[0] === '' ? undefined : items.filter(Boolean).map(readItem);
  };
  return {
    control,
    read,
    set: (value) => void (control.value = value.join(', ')),
    note: 'Several with commas between them.',
  };
}

/** A small editor: it indents what it can read when it is left. */
function json({ default: fallback, type }, attributes) {
  const control = element('textarea', { class: 'input code', spellcheck: 'false', rows: 3, ...attributes });
  control.placeholder = fallback === undefined ? (type === 'array' ? '[]' : '{}') : JSON.stringify(fallback);
  const read = () => (control.value.trim() === '' ? undefined : JSON.parse(control.value));
  const set = (value) => void (control.value = JSON.stringify(value, undefined, 1));
  return { control, read, set, note: 'JSON.' };
}

const setIn = (control) => (value) => void (control.value = value);
const textItem = (item) => item;
/** A text that is no number stays one, so that the check says so. */
const numberItem = (item) => (/^-?\d+(\.\d+)?$/.test(item.trim()) ? Number(item) : item);
