import { isFieldPath } from './names.js';

const ORDER_TERM = /^(?<path>\S+)(?:\s+(?:asc|desc))?(?:\s+nulls\s+(?:first|last))?$/i;

/**
 * The field paths of an `order` such as `"name desc, id"`, outermost term first; undefined when it is malformed, so
 * that nothing unread reaches SQL.
 */
export function orderPaths(order: string): string[] | undefined {
  const paths = order.split(',').map((term) => ORDER_TERM.exec(term.trim())?.groups?.['path']);
  return paths.every(isFieldPath) ? paths : undefined;
}
