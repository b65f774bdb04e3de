import { NEVER } from 'rxjs';
import { principal } from '../../../../test/fixtures/principals.js';
import { startedCaller } from './started-caller.js';

const key = (ips: readonly string[]) => ({ secrets: [], ips, principal: principal('readwrite', {}, 'desktop') });

function sourceOf(local: ReturnType<typeof principal> | undefined) {
  return {
    current: { connections: new Map(), identities: new Map(), keys: [], tokens: [], local },
    changes: NEVER,
  };
}

function callerOf(name: string | undefined, ips: readonly string[] = []) {
  const keys = { named: (id: string) => (id === 'desktop' ? key(ips) : undefined) };
  return startedCaller(sourceOf(undefined), keys, name);
}

describe('startedCaller', () => {
  it('is whoever may start the process, where there is no access file', () => {
    const local = principal('readonly', {}, 'loopback');
    expect(startedCaller(sourceOf(local), { named: () => key([]) }, 'desktop')).toEqual({ ...local, id: 'stdio' });
  });

  it('is the key that is named, where there is one', () => {
    expect(callerOf('desktop')).toMatchObject({ id: 'desktop', mode: 'readwrite' });
    expect(callerOf('desktop', ['10.0.0.0/8', '127.0.0.0/8'])).toMatchObject({ id: 'desktop' });
  });

  it('is nobody else', () => {
    expect(() => callerOf(undefined)).toThrow(/STDIO_CALLER {2}is missing/);
    expect(() => callerOf('wall')).toThrow(/STDIO_CALLER {2}is no key of the access file/);
    expect(() => callerOf('desktop', ['10.0.0.0/8'])).toThrow(/STDIO_CALLER {2}is a key that may not come from/);
  });
});
