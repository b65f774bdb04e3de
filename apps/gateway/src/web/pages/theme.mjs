import { element } from './elements.mjs';

const STORED = 'odoo-mcp-theme';
const NAMES = { system: 'System', light: 'Light', dark: 'Dark' };

/** A choice of colours that lasts as long as the tab. */
export function themeChoice() {
  const chosen = sessionStorage.getItem(STORED) ?? 'system';
  apply(chosen);
  return element(
    'select',
    { class: 'select small', 'aria-label': 'Colours', on: { change: ({ target }) => choose(target.value) } },
    Object.entries(NAMES).map(([value, name]) => element('option', { value, selected: value === chosen }, name)),
  );
}

function choose(theme) {
  sessionStorage.setItem(STORED, theme);
  apply(theme);
}

function apply(theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
