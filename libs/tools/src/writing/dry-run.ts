import {
  Forbidden,
  type GatewayError,
  InvalidArguments,
  type OdooExecutor,
  type Operation,
  PayloadTooLarge,
  publicError,
} from '#libs/contracts';

/** Why a call would be refused. */
export interface Refusal {
  readonly code: string;
  readonly layer: string;
  readonly message: string;
  readonly hint?: string;
}

/** Asks the policy, and Odoo for the rights of the connection's user; forwards nothing. Undefined where it may be done. */
export async function refusalOf(
  odoo: OdooExecutor,
  operation: Operation,
  right: 'create' | 'write' | 'unlink',
): Promise<Refusal | undefined> {
  try {
    await odoo.mayCall(operation);
  } catch (error) {
    if (isRefusal(error)) return refusal(error);
    throw error;
  }
  if (await odoo.mayAccess(operation.model, right)) return undefined;
  return refusal(
    new Forbidden(`The gateway's Odoo user may not ${right} on ${operation.model}.`, {
      layer: 'odoo',
      hint: 'Give that user the access rights in Odoo.',
    }),
  );
}

/** What a dry run says of a call that would be refused. */
export function refusedDryRun(model: string, refusal: Refusal): Record<string, unknown> & { model: string } {
  return { model, dry_run: true, allowed: false, refusal };
}

function isRefusal(error: unknown): error is GatewayError {
  return error instanceof Forbidden || error instanceof InvalidArguments || error instanceof PayloadTooLarge;
}

function refusal(error: GatewayError): Refusal {
  const { code, layer, message, hint } = publicError(error);
  return { code, layer, message, ...(hint !== undefined && { hint }) };
}
