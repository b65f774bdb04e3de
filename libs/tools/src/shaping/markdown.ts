/** A table as chats and issue trackers show it. */
export function markdownText(columns: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const rule = columns.map(() => '---');
  return [columns, rule, ...rows].map((cells) => `| ${cells.map(markdownCell).join(' | ')} |`).join('\n');
}

/** A cell has one line, and its bars are no borders. */
function markdownCell(cell: string): string {
  return cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
}
