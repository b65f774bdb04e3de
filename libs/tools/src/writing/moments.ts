const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)? ?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

const MINUTE_MS = 60_000;

/** Whether a text is a day of the calendar, as Odoo's date fields take it. */
export function isCalendarDate(text: string): boolean {
  const parts = DATE.exec(text);
  if (!parts) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // 30 February is read as 1 March, so the text has to come back as it was; Python's calendar begins with year 1.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && parts[1] !== '0000';
}

/**
 * A moment as Odoo's datetime fields take it: `YYYY-MM-DD HH:MM:SS`, in UTC. Reads ISO 8601 with `Z` or an offset; a
 * time without either is UTC already, as everything that Odoo answers. Undefined for what is no moment.
 */
export function odooMoment(text: string): string | undefined {
  const parts = MOMENT.exec(text.trim());
  if (!parts) return undefined;
  const [, day = '', hours = '00', minutes = '00', seconds = '00', zone = 'Z'] = parts;
  if (!isCalendarDate(day) || hours > '23' || minutes > '59' || seconds > '59') return undefined;
  const offset = offsetMinutes(zone);
  if (offset === undefined) return undefined;
  const utc = new Date(Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`) - offset * MINUTE_MS).toISOString();
  // An offset may lead out of the years that have four digits.
  return /^\d{4}-/.test(utc) && !utc.startsWith('0000') ? utc.slice(0, 19).replace('T', ' ') : undefined;
}

function offsetMinutes(zone: string): number | undefined {
  if (/^z$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
