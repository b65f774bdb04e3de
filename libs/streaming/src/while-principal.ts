import type { Principal } from '#libs/contracts';
import { identity, type MonoTypeOperatorFunction, Observable, takeUntil } from 'rxjs';

/** Ends with the reason of the principal's end, when that comes first. */
export function whilePrincipal<T>({ ends }: Principal): MonoTypeOperatorFunction<T> {
  if (!ends) return identity;
  const ended = new Observable<never>((told) => {
    const end = (): void => told.error(ends.reason);
    if (ends.aborted) return end();
    ends.addEventListener('abort', end);
    return () => ends.removeEventListener('abort', end);
  });
  return takeUntil(ended);
}
