import type { ToolDefinition } from '#libs/contracts';
import { odooAggregate } from './catalog/odoo-aggregate.tool.js';
import { odooCount } from './catalog/odoo-count.tool.js';
import { odooFieldsGet } from './catalog/odoo-fields-get.tool.js';
import { odooFind } from './catalog/odoo-find.tool.js';
import { odooModels } from './catalog/odoo-models.tool.js';
import { odooRead } from './catalog/odoo-read.tool.js';
import { odooSearch } from './catalog/odoo-search.tool.js';
import { odooCall } from './catalog/odoo-call.tool.js';
import { odooCreate } from './catalog/odoo-create.tool.js';
import { odooUnlink } from './catalog/odoo-unlink.tool.js';
import { odooWrite } from './catalog/odoo-write.tool.js';
import { odooAttachmentUpload } from './catalog/odoo-attachment-upload.tool.js';
import { odooAttachments } from './catalog/odoo-attachments.tool.js';
import { odooMessagePost } from './catalog/odoo-message-post.tool.js';
import { odooMessages } from './catalog/odoo-messages.tool.js';
import { odooReport } from './catalog/odoo-report.tool.js';

/** Every tool, in the order in which lists show them. */
export const toolCatalog: readonly ToolDefinition[] = [
  odooSearch,
  odooRead,
  odooCount,
  odooAggregate,
  odooFind,
  odooModels,
  odooFieldsGet,
  odooCreate,
  odooWrite,
  odooUnlink,
  odooCall,
  odooReport,
  odooAttachments,
  odooAttachmentUpload,
  odooMessages,
  odooMessagePost,
];
