import type { ResourceDefinition } from '#libs/contracts';
import { companiesResource } from './resources/companies.resource.js';
import { configResource } from './resources/config.resource.js';
import { modelResource } from './resources/model.resource.js';
import { modelsResource } from './resources/models.resource.js';
import { recordResource } from './resources/record.resource.js';
import { reportResource } from './resources/report.resource.js';
import { usersResource } from './resources/users.resource.js';

/** Every resource, in the order in which lists show them. */
export const resourceCatalog: readonly ResourceDefinition[] = [
  modelsResource,
  usersResource,
  companiesResource,
  configResource,
  modelResource,
  recordResource,
  reportResource,
];
