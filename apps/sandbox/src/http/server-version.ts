import type { OdooVersion } from '../orm/model-definition.js';
import type { JsonObject } from '../orm/row.js';

export const versionTuple = (version: OdooVersion) => [version, 0, 0, 'final', 0, ''] as const;

/** `common.version` and /web/webclient/version_info. */
export const versionInfo = (version: OdooVersion): JsonObject => ({
  server_version: `${version}.0`,
  server_version_info: versionTuple(version),
  server_serie: `${version}.0`,
  protocol_version: 1,
});
