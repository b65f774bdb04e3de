import { Forbidden, InvalidArguments, type Operation } from '#libs/contracts';
import { isSecretField } from './protected-models.js';

/** No method takes arguments that are nested deeper. */
const MAX_DEPTH = 12;

/** By these any file of Odoo's could be hung on a message and mailed out (CVE-2018-15631). */
const FILES = new Set(['attachments', 'attachment_ids']);

/**
 * What can be said of arguments that nobody has described: members that are named like secrets or files do not pass.
 * @throws Forbidden, or InvalidArguments for what is nested too deep to be looked at.
 */
export function checkUnreadArguments({ method, args, kwargs }: Operation): void {
  walk([args, kwargs], method, 0);
}

function walk(value: unknown, method: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) throw new InvalidArguments('The arguments are nested too deep.');
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) checkMember(name, method);
    walk(inner, method, depth + 1);
  }
}

function checkMember(name: string, method: string): void {
  if (isSecretField(name)) {
    throw new Forbidden(`An argument of ${method} is named like a secret.`, {
      layer: 'field',
      rule: 'secret-fields',
      hint: 'Leave it out.',
    });
  }
  if (FILES.has(name)) {
    throw new Forbidden(`${method} takes no files here.`, {
      layer: 'arguments',
      rule: 'unread-files',
      hint: 'Use odoo_attachment_upload.',
    });
  }
}
