import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkInstallation } from './installation.js';

describe('the check of an installation', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'project-'));
    const wanted = { engines: { node: '>=22.21' }, dependencies: { here: '1.0.0', old: '2.0.0', gone: '1.0.0' } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(wanted));
    for (const name of ['here', 'old']) {
      mkdirSync(join(folder, 'node_modules', name), { recursive: true });
      writeFileSync(join(folder, 'node_modules', name, 'package.json'), '{"version": "1.0.0"}');
    }
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('names packages that are missing or in another version', () => {
    const [, packages] = checkInstallation(folder, 'v24.1.0');
    expect(packages).toEqual({
      name: 'npm packages',
      ok: false,
      found: 'missing or in another version: old, gone',
      advice: 'Run make install.',
    });
  });

  it.each([
    ['v22.21.0', true],
    ['v22.21.1', true],
    ['v24.0.0', true],
    ['v22.9.0', false],
    ['v20.20.2', false],
    ['v9.0.0', false],
  ])('Node %s: %s', (running, ok) => {
    expect(checkInstallation(folder, running)[0]?.ok).toBe(ok);
  });
});
