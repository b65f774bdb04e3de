import type { OdooVersion } from './model-definition.js';

/** The operators that say no to what another one says yes to; NULL counts as "different". */
export const POSITIVE_OF: Readonly<Record<string, string>> = {
  '!=': '=',
  '<>': '=',
  'not in': 'in',
  'not like': 'like',
  'not ilike': 'ilike',
  'not =like': '=like',
  'not =ilike': '=ilike',
  'not any': 'any',
};

export const LIKE_OPERATORS: ReadonlySet<string> = new Set(['like', 'ilike', '=like', '=ilike']);

export const TREE_OPERATORS: ReadonlySet<string> = new Set(['child_of', 'parent_of']);

const COMMON = ['=', '!=', '<>', '<', '<=', '>', '>=', '=?', 'in', 'not in', 'child_of', 'parent_of'];
const LIKES = ['like', 'ilike', 'not like', 'not ilike', '=like', '=ilike'];

/** What a condition may use; anything else is that version's error. */
export const OPERATORS: Readonly<Record<OdooVersion, ReadonlySet<string>>> = {
  14: new Set([...COMMON, ...LIKES]),
  19: new Set([...COMMON, ...LIKES, '==', 'any', 'not any', 'not =like', 'not =ilike']),
};
