export { toolsPage } from './documentation.js';
export { promptCatalog } from './prompt-catalog.js';
export { csvExport } from './shaping/csv-export.js';
export { toolCatalog } from './tool-catalog.js';
export { ToolsModule } from './tools.module.js';
