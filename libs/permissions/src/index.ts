export { type Decision, decide } from './access-policy.js';
export { addressList, includesAddress, networkOf } from './client-address.js';
export { CONNECTION_HEADER } from './connection.guard.js';
export { fieldPathsOf } from './field-paths.js';
export { GuardedOdoo } from './guarded-odoo.js';
export type { GuardedRequest, GuardedSocket } from './guarded-request.js';
export { PermissionsModule } from './permissions.module.js';
export { CurrentPrincipal } from './principal.decorator.js';
export { Public, PUBLIC_ROUTE, RequiresAccess, ROUTE_ACCESS, TakesBatches } from './route-access.decorator.js';
