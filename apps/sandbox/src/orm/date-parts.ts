const MONTHS = 'January February March April May June July August September October November December'.split(' ');

export type DatePart = 'day' | 'week' | 'month' | 'quarter' | 'year';

export interface PartOfDate {
  /** `2026-11-01`, and with a time ` 00:00:00`, as the field itself would say it. */
  readonly start: string;
  /** As Odoo shows it in English. */
  readonly label: string;
}

export const isDatePart = (name: string): name is DatePart =>
  ['day', 'week', 'month', 'quarter', 'year'].includes(name);

/** The day, week (beginning on Monday), month, quarter or year in UTC that a moment is in. */
export function partOfDate(moment: string, part: DatePart): PartOfDate {
  const { start, label } = PARTS[part](new Date(`${moment.slice(0, 10)}T00:00:00Z`));
  return { start: start.toISOString().slice(0, 10) + (moment.length > DATE_LENGTH ? ' 00:00:00' : ''), label };
}

const DATE_LENGTH = 10;
const DAY_MS = 86_400_000;

const PARTS: Readonly<Record<DatePart, (date: Date) => { readonly start: Date; readonly label: string }>> = {
  day: (date) => {
    const day = String(date.getUTCDate()).padStart(2, '0');
    return { start: date, label: `${day} ${monthName(date).slice(0, 3)} ${date.getUTCFullYear()}` };
  },
  week: (date) => {
    const start = new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS);
    // The year of a week is that of its Thursday.
    const thursday = new Date(start.getTime() + 3 * DAY_MS);
    const year = thursday.getUTCFullYear();
    const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
    return { start, label: `W${number} ${year}` };
  },
  month: (date) => ({
    start: firstOf(date.getUTCFullYear(), date.getUTCMonth()),
    label: `${monthName(date)} ${date.getUTCFullYear()}`,
  }),
  quarter: (date) => {
    const quarter = Math.floor(date.getUTCMonth() / 3);
    return { start: firstOf(date.getUTCFullYear(), quarter * 3), label: `Q${quarter + 1} ${date.getUTCFullYear()}` };
  },
  year: (date) => ({ start: firstOf(date.getUTCFullYear(), 0), label: String(date.getUTCFullYear()) }),
};

const monthName = (date: Date): string => MONTHS[date.getUTCMonth()] ?? '';
const firstOf = (year: number, month: number): Date => new Date(Date.UTC(year, month, 1));
