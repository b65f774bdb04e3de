import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import type { Access } from '#libs/contracts';

export const PUBLIC_ROUTE = 'gateway:public';
export const ROUTE_ACCESS = 'gateway:access';
export const BATCH_ROUTE = 'gateway:batch';

/** `per-tool`: the dispatcher refuses by the access of the tool that the body names. */
export type RouteAccess = Access | 'per-tool';

/** Whom a route without a key is open to: callers from any address, or only from those that are allowed. */
export type PublicTo = 'everybody' | 'allowed-addresses';

/** Opens a route to callers without a key. The only way out of the guards. */
export const Public = (to: PublicTo = 'everybody'): CustomDecorator => SetMetadata(PUBLIC_ROUTE, to);

/** The body may be a batch, of which each message counts like a request. */
export const TakesBatches = (): CustomDecorator => SetMetadata(BATCH_ROUTE, true);

/** What a route does. One that says nothing counts as writing. */
export const RequiresAccess = (access: RouteAccess): CustomDecorator => SetMetadata(ROUTE_ACCESS, access);
