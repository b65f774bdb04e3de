import type { ServerContext } from '@modelcontextprotocol/server';
import { type FixtureTools, said } from './fixture.js';

async function tellOfProgress({ mcpReq }: ServerContext): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  for (const progress of [0, 50, 100]) {
    await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
  }
}

/** Writes what clients that set a log level get to see. */
async function writeLog({ mcpReq }: ServerContext): Promise<void> {
  for (const text of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
    await mcpReq.log('info', text);
  }
}

/** Tools that tell of themselves while they run. */
export const tellingTools: FixtureTools = {
  test_tool_with_progress: {
    description: 'Reports its progress.',
    call: async (context) => {
      await tellOfProgress(context);
      return said('Done.');
    },
  },
  test_tool_with_logging: {
    description: 'Writes a log.',
    call: async (context) => {
      await writeLog(context);
      return said('Done.');
    },
  },
  test_logging_tool: {
    description: 'Writes a log too.',
    call: async (context) => {
      await writeLog(context);
      return said('Done.');
    },
  },
};
