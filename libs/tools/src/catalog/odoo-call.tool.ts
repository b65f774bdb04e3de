import { defineTool, isMemberName, NotFound } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { fittingAnswer } from '../shaping/answer-budget.js';
import { idsText } from '../writing/existing-records.js';
import { tellingHowToCheck } from '../writing/lost-answer.js';
import { grave } from '../writing/question.js';
import { methodHint, modelHint } from '../writing/renamed-methods.js';

const ARGUMENTS_MAX = 50;

export const odooCall = defineTool({
  name: 'odoo_call',
  title: 'Call a method',
  description:
    'Call a public method where no other tool does it: {"model":"sale.order","method":"action_confirm","args":[[7]]}. ' +
    'For a method on records args[0] is the list of ids.',
  access: 'execute',
  weight: 3,
  input: z.strictObject({
    model: modelName,
    method: z.string().max(128).refine(isMemberName, 'must be a method name such as "action_confirm"'),
    args: z.array(z.unknown()).max(ARGUMENTS_MAX).default([]),
    kwargs: z.record(z.string(), z.unknown()).default({}),
  }),
  output: z.looseObject({ model: z.string(), method: z.string(), result: z.unknown() }),
  methodOf: (args) => (args as { method?: unknown } | null | undefined)?.method,
  async run({ model, method, args, kwargs }, { odoo, limits, principal }) {
    try {
      const result = await tellingHowToCheck(
        () => odoo.call({ model, method, args, kwargs }),
        `${method} on ${model}`,
        `Read the records of ${model} that it changes (${idsOf(args, 'newest first')}) and look whether it was done.`,
      );
      // Some versions of Odoo leave the member out where a method returns nothing.
      const { maxRows = Infinity } = principal;
      return { model, method, ...fittingAnswer(result ?? null, limits.responseBytes, maxRows) };
    } catch (error) {
      throw error instanceof NotFound ? withHint(error, model, method) : error;
    }
  },
  async question({ model, method, args, kwargs }, { effectOf }) {
    if ((await effectOf({ model, method, args, kwargs })) === 'read') return undefined;
    return grave(`Call ${method} of ${model} on ${idsOf(args, 'no records')}?`);
  },
});

function idsOf([first]: readonly unknown[], none: string): string {
  const ids = [first].flat().filter((id) => typeof id === 'number' && Number.isSafeInteger(id)) as number[];
  return ids.length > 0 ? `ids ${idsText(ids)}` : none;
}

/** Odoo tells an unknown model, method and record alike; only the first two can be helped by a name. */
function withHint(error: NotFound, model: string, method: string): NotFound {
  const { message, layer } = error;
  const hint = message.includes(`method ${method} `) ? methodHint(model, method) : modelHint(model);
  return hint === undefined ? error : new NotFound(message, { hint, layer, cause: error });
}
