import { element } from './elements.mjs';

/** Texts are cut in cells; the JSON has all of them. */
const SHOWN_LENGTH = 200;

/** Rows of objects as a table: a column for each name that any of them has. */
export function dataTable(caption, rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = (row) => columns.map((name) => cell(row[name]));
  const body = rows.map((row) => element('tr', {}, cells(row)));
  return framedTable(caption, columns, element('tbody', {}, body));
}

/** A table that can be scrolled by keys, with its name for screen readers. */
export function framedTable(caption, titles, body) {
  return element(
    'div',
    { class: 'table-frame', role: 'region', tabindex: 0, 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', { class: 'unseen' }, caption),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          titles.map((title) => element('th', { scope: 'col' }, title)),
        ),
      ),
      body,
    ),
  );
}

function cell(value) {
  const kind = typeof value === 'number' ? 'number' : undefined;
  return element('td', { class: kind }, shownValue(value));
}

/** A value of Odoo's: `false` is how it says that there is none, and a pair of id and name is a link. */
export function shownValue(value) {
  if (value === undefined || value === null || value === false) return element('span', { class: 'quiet' }, '–');
  if (value === true) return 'yes';
  if (isLink(value)) return [value[1], ' ', element('span', { class: 'quiet' }, `#${value[0]}`)];
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

function isLink(value) {
  return Array.isArray(value) && value.length === 2 && Number.isInteger(value[0]) && typeof value[1] === 'string';
}
