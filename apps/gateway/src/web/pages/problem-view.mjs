import { element } from './elements.mjs';

const TITLES = {
  mode: 'Not allowed in this mode',
  key: 'The key was refused',
  ip: 'Your address was refused',
  rate: 'Too many calls',
  arguments: 'The arguments cannot be used',
  odoo: 'Odoo refused',
  network: 'No answer',
};

/** An error as a person wants it: what is wrong, what to do, and what to quote to the operator. */
export function problemView(problem) {
  const { message, hint, code, layer, status, requestId, retryable } = problem;
  const facts = { Code: code, 'Refused by': layer, Status: status, Request: requestId };
  return element(
    'div',
    { class: 'notice danger', role: 'alert' },
    element('p', { class: 'notice-title' }, TITLES[layer] ?? 'This did not work'),
    element('p', {}, message),
    hint && element('p', { class: 'hint-text' }, element('strong', {}, 'What to do: '), hint),
    retryable && element('p', { class: 'hint-text' }, 'The same call may work later.'),
    element(
      'dl',
      { class: 'facts' },
      Object.entries(facts)
        .filter(([, value]) => value)
        .map(fact),
    ),
  );
}

function fact([name, value]) {
  return element('div', {}, element('dt', {}, name), element('dd', {}, element('code', {}, String(value))));
}
