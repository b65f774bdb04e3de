import { type AccessSource, ConfigurationError } from '#libs/config';
import type { Principal } from '#libs/contracts';
import { type KeyRing, mayComeFrom } from '#libs/permissions';

/** Where a host that starts this process is. */
const HERE = '127.0.0.1';

/**
 * Who a host is that starts this process and shows no key: with the environment's Odoo whoever may start it, with an
 * access file the caller of the file that STDIO_CALLER names.
 * @throws ConfigurationError where the file has no such caller.
 */
export function startedCaller(
  { current: { local } }: AccessSource,
  keys: Pick<KeyRing, 'named'>,
  name: string | undefined,
): Principal {
  if (local) return { ...local, id: 'stdio' };
  if (name === undefined) {
    throw refusal('is missing: ACCESS_FILE needs it here, to say which of its keys this process works as');
  }
  const key = keys.named(name);
  if (!key) throw refusal('is no key of the access file that is still good: expected the id of one');
  if (!mayComeFrom(key.ips, HERE)) throw refusal(`is a key that may not come from ${HERE}: expected another one`);
  return key.principal;
}

function refusal(problem: string): ConfigurationError {
  return new ConfigurationError([{ name: 'STDIO_CALLER', problem }]);
}
