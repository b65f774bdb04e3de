import { dataTable, shownValue } from './data-table.mjs';
import { element } from './elements.mjs';
import { tabs } from './tabs.mjs';

/**
 * What a tool gave: rows as a table, anything else as facts, and all of it as JSON.
 * @param request how to ask the same from a shell.
 */
export function resultView(result, request) {
  const rows = rowsIn(result);
  const first = rows ? ['Table', () => rowsView(rows)] : ['Result', () => factsView(result)];
  return tabs('Result', [
    first,
    ['JSON', () => copyable(JSON.stringify(result, undefined, 2))],
    ['Request', () => copyable(request)],
  ]);
}

/** The first list of objects among the members. @returns undefined where there is none. */
export function rowsIn(result) {
  const lists = Object.values(result ?? {}).filter((value) => Array.isArray(value));
  const isRow = (item) => typeof item === 'object' && item !== null && !Array.isArray(item);
  return lists.find((list) => list.every(isRow) && list.length > 0) ?? lists.find((list) => list.length === 0);
}

function rowsView(rows) {
  if (rows.length > 0) return dataTable('Rows of the result', rows);
  return element('p', { class: 'empty' }, 'No rows. Widen the domain, or look at another model.');
}

function factsView(result) {
  const members = Object.entries(typeof result === 'object' && result !== null ? result : { result });
  return element('dl', { class: 'members' }, members.map(member));
}

function member([name, value]) {
  return element('div', {}, element('dt', {}, name), element('dd', {}, shownMember(value)));
}

function shownMember(value) {
  if (isTable(value))
    return dataTable(
      'Members',
      Object.entries(value).map(([name, row]) => Object.assign({ name }, row)),
    );
  return shownValue(value);
}

/** An object of objects, such as the fields of a model. */
function isTable(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const parts = Object.values(value);
  return parts.length > 0 && parts.every((part) => typeof part === 'object' && part !== null && !Array.isArray(part));
}

/** Text to read or to take along. */
export function copyable(text) {
  const copy = element('button', { type: 'button', class: 'button small copy' }, 'Copy');
  copy.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(text).then(
      () => copy.replaceChildren('Copied'),
      () => copy.replaceChildren('Not allowed'),
    );
  });
  return element(
    'div',
    { class: 'code-frame' },
    copy,
    element('pre', { tabindex: 0, role: 'region', 'aria-label': 'Text' }, element('code', {}, text)),
  );
}
