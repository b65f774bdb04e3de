import { defineTool } from '#libs/contracts';
import { z } from 'zod';
import { domain, modelName } from '../arguments.js';

export const odooCount = defineTool({
  name: 'odoo_count',
  title: 'Count records',
  description: 'Count the records that match a domain.',
  access: 'read',
  input: z.strictObject({ model: modelName, domain: domain.default([]) }),
  output: z.object({ model: z.string(), count: z.int() }),
  async run({ model, domain }, { odoo }) {
    return { model, count: await odoo.searchCount(model, domain) };
  },
});
