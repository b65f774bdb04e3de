import type { ToolDefinition } from '#libs/contracts';
import { odooFieldsGet } from './catalog/odoo-fields-get.tool.js';
import { odooSearch } from './catalog/odoo-search.tool.js';

/** Every tool, in the order in which lists show them. */
export const toolCatalog: readonly ToolDefinition[] = [odooSearch, odooFieldsGet];
