import { readFileSync } from 'node:fs';

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly integrity?: string;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

describe('packages of others', () => {
  it.each(['package.json', 'test/peers/package.json'])('are named by their exact versions in %s', (file) => {
    const { dependencies, devDependencies, optionalDependencies } = read(file) as Manifest;
    const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(all.filter(([, version]) => !/^(?:npm:[\w/-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
  });

  // Programs of other platforms alone, which are never run where the lock was made, are locked without one.
  it.each(['package-lock.json', 'test/peers/package-lock.json'])('are held to their hashes by %s', (file) => {
    const { packages } = read(file) as Lock;
    const loose = Object.entries(packages).filter(
      ([path, { integrity, dev, optional }]) => path !== '' && !integrity?.startsWith('sha512-') && !(dev && optional),
    );
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  it('run no program of their own where the image is made of those that serve', () => {
    const steps = readFileSync('Dockerfile', 'utf8').match(/^RUN npm ci .*--omit=dev.*$/gm) ?? [];
    expect(steps.filter((step) => step.includes('--ignore-scripts'))).toHaveLength(1);
  });
});
