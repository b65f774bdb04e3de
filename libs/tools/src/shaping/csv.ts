/** RFC 4180: CRLF, and quotes where a cell holds a comma, a quote or a line's end. */
export function csvText(columns: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [columns, ...rows].map(csvLine).join('\r\n');
}

export function csvLine(cells: readonly string[]): string {
  return cells.map(csvCell).join(',');
}

/** What a spreadsheet takes for the beginning of a formula, in its full-width forms too. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/;

const PLAIN_NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** Numbers with nothing but blanks between them are no formula in any spreadsheet: `+32 2 265 85 00`. */
const SPACED_TELEPHONE = /^\+\d+(?: \d+)+$/;

const NEEDS_QUOTES = /[",\r\n]/;

function csvCell(cell: string): string {
  // Others write into these records: a name such as "=cmd|…" must stay a name in the spreadsheet of who opens it.
  const safe = FORMULA_START.test(cell) && !isPlain(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function isPlain(cell: string): boolean {
  return PLAIN_NUMBER.test(cell) || SPACED_TELEPHONE.test(cell);
}
