import type { PromptDefinition } from '#libs/contracts';
import { customer360 } from './prompts/customer-360.prompt.js';
import { dataQuality } from './prompts/data-quality.prompt.js';
import { exploreModel } from './prompts/explore-model.prompt.js';
import { overdueInvoices } from './prompts/overdue-invoices.prompt.js';
import { pipelineReview } from './prompts/pipeline-review.prompt.js';
import { stockCheck } from './prompts/stock-check.prompt.js';

/** Every prompt, in the order in which lists show them. */
export const promptCatalog: readonly PromptDefinition[] = [
  exploreModel,
  customer360,
  overdueInvoices,
  pipelineReview,
  stockCheck,
  dataQuality,
];
