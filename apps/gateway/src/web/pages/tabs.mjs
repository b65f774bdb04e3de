import { element, freshId, show } from './elements.mjs';

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * Tabs that arrow keys move between.
 * @param parts `[title, render]`, each rendered when it is first looked at.
 */
export function tabs(label, parts) {
  const panel = element('div', { class: 'tab-panel', role: 'tabpanel', id: freshId('panel'), tabindex: 0 });
  const buttons = parts.map(([title]) =>
    element(
      'button',
      { type: 'button', role: 'tab', id: freshId('tab'), class: 'tab', 'aria-controls': panel.id },
      title,
    ),
  );
  const rendered = [];
  const select = (index) => {
    for (const [at, button] of buttons.entries()) {
      button.setAttribute('aria-selected', String(at === index));
      button.tabIndex = at === index ? 0 : -1;
    }
    panel.setAttribute('aria-labelledby', buttons[index].id);
    rendered[index] ??= parts[index][1]();
    show(panel, rendered[index]);
  };
  for (const [index, button] of buttons.entries()) {
    button.addEventListener('click', () => select(index));
    button.addEventListener('keydown', ({ key }) => {
      if (!(key in STEPS)) return;
      const next = (index + STEPS[key] + buttons.length) % buttons.length;
      select(next);
      buttons[next].focus();
    });
  }
  select(0);
  return element('div', { class: 'tabs' }, element('div', { role: 'tablist', 'aria-label': label }, buttons), panel);
}
