/** An answer without what differs from day to day. */
export function settled(text: string): string {
  return text
    .replaceAll(/(?<=cursor |"(?:next_)?cursor":")[\w-]{10,}/g, 'CURSOR')
    .replaceAll(/(?<="timestamp":")[^"]+/g, 'WHEN')
    .replaceAll(/(?<="version": ?")\d+\.\d+\.\d+(?=")/g, 'VERSION');
}

/**
 * An answer in the form in which the page writes it: the page may cut a text short with `…`, and then only what stands
 * before it counts.
 */
export function asWritten(answer: unknown, written: unknown): unknown {
  if (typeof answer === 'string' && typeof written === 'string' && written.endsWith('…')) {
    return answer.startsWith(written.slice(0, -1)) ? written : answer;
  }
  if (Array.isArray(answer) && Array.isArray(written)) {
    return answer.map((item: unknown, index) => asWritten(item, written[index]));
  }
  if (isObject(answer) && isObject(written)) {
    return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, asWritten(value, written[key])]));
  }
  return answer;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
