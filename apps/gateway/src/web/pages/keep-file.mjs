import { element } from './elements.mjs';

/** Lets the browser keep a file. It is never shown: a file of Odoo's may be a page with scripts. */
export function keepFile(bytes, name) {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  element('a', { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
