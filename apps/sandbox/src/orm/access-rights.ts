import type { Environment } from './environment.js';
import type { ModelDefinition, Right } from './model-definition.js';
import { accessError } from './odoo-fault.js';

export const RIGHTS: readonly Right[] = ['read', 'write', 'create', 'unlink'];

const VERBS: Readonly<Record<Right, string>> = {
  read: 'access',
  write: 'modify',
  create: 'create',
  unlink: 'delete',
};

export const mayUse = (env: Environment, model: ModelDefinition, right: Right): boolean =>
  env.isAdmin || model.userRights.includes(right);

/** Throws Odoo's AccessError when the user lacks the right on the whole model. */
export function requireRight(env: Environment, model: ModelDefinition, right: Right): void {
  if (mayUse(env, model, right)) return;
  const groups = model.rightGroups?.[right] ?? [];
  const who =
    groups.length > 0
      ? `This operation is allowed for the following groups:\n${groups.map((group) => `\t- ${group}`).join('\n')}`
      : 'No group currently allows this operation.';
  throw accessError(
    `You are not allowed to ${VERBS[right]} '${model.description}' (${model.name}) records.\n\n${who}\n\n` +
      'Contact your administrator to request access if necessary.',
  );
}
