export type TextTest = (text: string) => boolean;

/** Compiles the four spellings of SQL's LIKE: `like` and `ilike` look anywhere, `=like` and `=ilike` at the whole. */
export function likePattern(operator: string, value: string): TextTest {
  const ignoreCase = operator.includes('ilike');
  if (!operator.startsWith('=') && !/[%_\\]/.test(value)) return contains(value, ignoreCase);
  const pattern = operator.startsWith('=') ? value : `%${value}%`;
  const expression = new RegExp(`^${sqlToRegExp(pattern)}$`, ignoreCase ? 'isu' : 'su');
  return (text) => expression.test(text);
}

function contains(part: string, ignoreCase: boolean): TextTest {
  if (!ignoreCase) return (text) => text.includes(part);
  const lower = part.toLowerCase();
  return (text) => text.toLowerCase().includes(lower);
}

function sqlToRegExp(pattern: string): string {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else if (character === '\\' && index + 1 < pattern.length) source += literal(pattern.charAt(++index));
    else source += literal(character);
  }
  return source;
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
