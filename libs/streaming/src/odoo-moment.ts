/** Odoo's text for a moment, always in UTC and without parts of seconds, as seconds since 1970. */
export function momentToSeconds(text: unknown): number {
  return Date.parse(`${String(text).replace(' ', 'T')}Z`) / 1000;
}

export function secondsToMoment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
