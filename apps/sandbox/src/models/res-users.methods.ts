import type { MethodDefinition } from '../methods/method-definition.js';

/** What the web client asks for when it starts. */
export const resUsersMethods: Readonly<Record<string, MethodDefinition>> = {
  context_get: {
    onRecords: false,
    versions: [14, 19],
    parameters: () => [],
    run: ({ env: { database, uid }, table }) => {
      const user = table.get(uid);
      return { lang: user?.['lang'] ?? false, tz: user?.['tz'] ?? false, ...(database.version === 19 ? { uid } : {}) };
    },
  },
};
