import { element } from './elements.mjs';
import { themeChoice } from './theme.mjs';

/** What both pages have above their content: the name, the way to the other page, colours, and what is added. */
export function pageHead(current, ...more) {
  const links = [
    ['./', 'Console'],
    ['docs', 'REST routes'],
  ];
  return element(
    'header',
    { class: 'page-head' },
    element('a', { class: 'skip', href: '#main', on: { click: skip } }, 'Skip to the content'),
    element(
      'p',
      { class: 'brand' },
      element('img', { src: 'web/mark.svg', alt: '', width: 28, height: 28 }),
      'Odoo MCP Server',
    ),
    element(
      'nav',
      { class: 'pages', 'aria-label': 'Pages' },
      links.map(([href, name]) => element('a', { href, 'aria-current': name === current && 'page' }, name)),
    ),
    element('div', { class: 'head-tools' }, more),
    themeChoice(),
  );
}

/** By hand: the page's own addresses stand behind the #. */
function skip(event) {
  event.preventDefault();
  document.querySelector('main').focus();
}
