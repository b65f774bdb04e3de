/** A text with its end cut off, and its true length told. */
export function shortened(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters + MARK_CHARACTERS) return text;
  const end = isLeadSurrogate(text.charCodeAt(maxCharacters - 1)) ? maxCharacters - 1 : maxCharacters;
  return `${text.slice(0, end)}…[${text.length - end} more characters]`;
}

/** What the mark itself takes: cutting off less would make a text longer. */
const MARK_CHARACTERS = 30;

function isLeadSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** Characters that long texts of one answer may have together, and each of them at least and at most. */
const TEXTS_TOTAL = 16_000;
const TEXT_MIN = 200;

/** How long one text may be among so many rows: a single record is shown nearly whole, a hundred only in their first words. */
export function textLengthFor(rowCount: number): number {
  return Math.max(TEXT_MIN, Math.floor(TEXTS_TOTAL / Math.max(1, rowCount)));
}

const HTML_START =
  /^\s*<(?:p|div|span|br|h[1-6]|ul|ol|table|a|b|i|u|em|strong|font|section|article|blockquote|pre|img|html|body)[\s/>]/i;

/** Whether a value is what Odoo's html fields hold, told by its beginning, so that no schema has to be read. */
export function isHtml(text: string): boolean {
  return HTML_START.test(text) && text.trimEnd().endsWith('>');
}

/** The words of an html text, a line per block. Goes over the text once, whatever is in it. */
export function htmlToText(html: string): string {
  const [before = '', ...pieces] = html.split('<');
  const words = [before];
  let hidden = false;
  for (const piece of pieces) {
    const end = piece.indexOf('>');
    const tag = /^\/?[a-z][a-z0-9]{0,20}/i.exec(piece)?.[0].toLowerCase() ?? '';
    if (HIDDEN_TAGS.has(tag.replace('/', ''))) hidden = !tag.startsWith('/');
    if (hidden) continue;
    words.push(end < 0 ? `<${piece}` : breakAt(tag) + piece.slice(end + 1));
  }
  return withoutEntities(words.join(''))
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

const HIDDEN_TAGS = new Set(['style', 'script']);
const LINE_TAGS = new Set('br /p /div /tr /table /ul /ol /blockquote /section /pre'.split(' '));
const HEADING_END = /^\/h[1-6]$/;

function breakAt(tag: string): string {
  if (tag === 'li') return '\n- ';
  if (tag === '/td' || tag === '/th') return ' ';
  return LINE_TAGS.has(tag) || HEADING_END.test(tag) ? '\n' : '';
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function withoutEntities(text: string): string {
  return text.replaceAll(/&(#x?[0-9a-f]{1,6}|[a-z]{2,6});/gi, (entity, name: string) => {
    if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? entity) : entity;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}
