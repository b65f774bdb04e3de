import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The words of a PDF, as poppler's `pdftotext` reads them. It reads files only: a pipe leaves it without a word. */
export function pdfText(pdf: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-pdf-'));
  try {
    const file = join(folder, 'report.pdf');
    writeFileSync(file, pdf);
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  } catch (error) {
    throw new Error('pdftotext could not read it. It is in the package poppler-utils.', { cause: error });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
