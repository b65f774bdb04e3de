import { createHash } from 'node:crypto';
import { ConfirmationNeeded, Declined, type Principal, type StateSigner, type ToolCall } from '#libs/contracts';
import {
  acceptedContent,
  type ClientCapabilities,
  inputRequired,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** The call that a person agrees to: this one of this caller, and no other. */
export interface CallToConfirm {
  readonly principal: Principal;
  readonly tool: string;
  readonly arguments: unknown;
}

/** The one thing that is asked, under this name in the request and in its answer. */
const QUESTION = 'confirm';

const answerSchema = z.object({ confirm: z.boolean() });

const FORM = {
  type: 'object' as const,
  properties: { confirm: { type: 'boolean' as const, title: 'Go ahead', default: false } },
  required: ['confirm'],
};

/**
 * Questions to the person behind a client. A question goes out as a result that says what is needed, with a sealed state;
 * the same call comes back with both the answer and the state, to this replica or another. (Clients of the legacy era
 * are asked by an `elicitation/create` of the SDK's, which then goes the same way.)
 */
export class Confirmations {
  constructor(
    private readonly signer: StateSigner,
    private readonly ttlMs: number,
    private readonly now: () => number,
  ) {}

  /**
   * The `confirm` of a call.
   * @returns undefined where the client cannot be asked, or has brought a yes.
   * @throws ProtocolError for a state that was not sealed here for this call, or too long ago.
   */
  askerFor(
    call: CallToConfirm,
    { mcpReq }: ServerContext,
    capabilities: ClientCapabilities | undefined,
  ): ToolCall['confirm'] {
    const state = mcpReq.requestState<string>();
    const answer = mcpReq.inputResponses?.[QUESTION];
    if (state !== undefined && answer !== undefined) {
      this.requireGenuine(call, state);
      const agreed = acceptedContent(mcpReq.inputResponses, QUESTION, answerSchema)?.confirm === true;
      return agreed ? undefined : () => Promise.reject(new Declined());
    }
    return canBeAsked(capabilities) ? (question) => Promise.reject(new ConfirmationNeeded(question)) : undefined;
  }

  /** The answer to a call that has to be confirmed first. */
  request(call: CallToConfirm, { question }: ConfirmationNeeded): InputRequiredResult {
    return inputRequired({
      inputRequests: { [QUESTION]: inputRequired.elicit({ message: question, requestedSchema: FORM }) },
      requestState: this.signer.seal(purposeOf(call), this.now() + this.ttlMs),
    });
  }

  private requireGenuine(call: CallToConfirm, state: string): void {
    const expires = this.signer.open(purposeOf(call), state);
    if (typeof expires === 'number' && this.now() <= expires) return;
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      'The confirmation does not belong to this call, or is too old.',
      { hint: 'Make the call again without requestState, and ask anew.' },
    );
  }
}

/** Whose call, of what, with which arguments, where: in the purpose, so that a seal is good for nothing else. */
function purposeOf({ principal, tool, arguments: args }: CallToConfirm): string {
  // The arguments may name one of the others.
  const { id, odoo, otherOdoos = [] } = principal;
  const text = JSON.stringify([id, odoo, otherOdoos, tool, args]);
  return `confirmation ${createHash('sha256').update(text).digest('base64url')}`;
}

/** Whether a client shows forms; one that says nothing about the kinds of questions shows them. */
function canBeAsked(capabilities: ClientCapabilities | undefined): boolean {
  const { elicitation } = capabilities ?? {};
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}
