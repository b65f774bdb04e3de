import { pythonError, type OdooFault } from './odoo-fault.js';
import { pythonRepr, pythonTypeOf } from './python-text.js';
import type { Json } from './row.js';

const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})/;
const TIME = /^ (\d{2}):(\d{2})(?::(\d{2}))?/;

/** A written date: the first ten characters, whatever follows them. */
export function parseDate(value: Json): string {
  const text = textOf(value, 'Date').slice(0, 10);
  const match = DAY.exec(text);
  if (!match || !isInCalendar(match)) throw unlike(text, '%Y-%m-%d');
  return dayOf(match);
}

/** A written moment, `2031-01-02 03:04:05`; without seconds or time it begins there, anything more is refused. */
export function parseDatetime(value: Json): string {
  const text = textOf(value, 'Datetime');
  const day = DAY.exec(text);
  if (text.length <= 10) {
    if (!day || day[0] !== text || !isInCalendar(day)) throw unlike(text, '%Y-%m-%d');
    return `${dayOf(day)} 00:00:00`;
  }
  const time = day && TIME.exec(text.slice(day[0].length));
  if (!day || !time || !isInCalendar(day)) throw unlike(text, '%Y-%m-%d %H:%M:%S');
  const rest = text.slice(day[0].length + time[0].length);
  if (rest !== '') throw pythonError('ValueError', `unconverted data remains: ${rest}`);
  const [, hours, minutes, seconds = '00'] = time;
  return `${dayOf(day)} ${hours}:${minutes}:${seconds}`;
}

/** Whether there is such a day. */
export function isInCalendar([, year, month, day]: readonly string[]): boolean {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function dayOf([, year = '', month = '', day = '']: readonly string[]): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function textOf(value: Json, kind: string): string {
  if (value === '') throw pythonError('AssertionError', `${kind} instance expected`);
  if (typeof value === 'string') return value;
  throw pythonError('TypeError', `object of type '${pythonTypeOf(value)}' has no len()`);
}

const unlike = (text: string, format: string): OdooFault =>
  pythonError('ValueError', `time data ${pythonRepr(text)} does not match format '${format}'`);
