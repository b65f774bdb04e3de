/** Nothing that a header or a file system could take for something else. */
export function fileName(text: string): string {
  return text.replaceAll(/[^a-z0-9._-]/g, '_');
}
