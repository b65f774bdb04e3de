import { defineTool, type Mode, NotFound, type OdooReader, toGatewayError } from '#libs/contracts';
import { z } from 'zod';
import { modelsByWords } from '../model-words.js';

const RIGHTS = ['read', 'write', 'create', 'unlink'] as const;

type Right = (typeof RIGHTS)[number];

/** Rights cost a call of Odoo each, so few models are looked at closely. */
const MODELS_MAX = 20;
const MODELS_DEFAULT = 8;
const WORDS_MAX = 200;

export const odooModels = defineTool({
  name: 'odoo_models',
  title: 'Find models',
  description: 'Find models by words in their name or title, with what you may do on each.',
  access: 'read',
  input: z.strictObject({
    words: z.string().trim().min(1).max(WORDS_MAX).describe('e.g. "sale order"'),
    limit: z.int().min(1).max(MODELS_MAX).default(MODELS_DEFAULT),
  }),
  output: z.object({
    models: z.array(z.object({ model: z.string(), name: z.string(), may: z.array(z.enum(RIGHTS)) })),
    count: z.int(),
    has_more: z.boolean(),
  }),
  async run({ words, limit }, { odoo, files, principal }) {
    const found = modelsByWords(words, await files.models());
    const models = await Promise.all(
      found.slice(0, limit).map(async (one) => ({
        model: one.model,
        name: one.name,
        may: await rightsOn(odoo, one.model, principal.mode),
      })),
    );
    return { models, count: models.length, has_more: found.length > limit };
  },
  toText({ models, has_more }) {
    if (models.length === 0) return 'No model has these words. Try others, or a part of one.';
    const lines = models.map(({ model, name, may }) => `${model} "${name}": ${may.join(', ') || 'nothing'}`);
    return [...lines, ...(has_more ? ['More models have these words.'] : [])].join('\n');
  },
});

async function rightsOn(odoo: OdooReader, model: string, mode: Mode): Promise<Right[]> {
  const possible = mode === 'readonly' ? RIGHTS.slice(0, 1) : RIGHTS;
  const answers = await Promise.all(possible.map((right) => may(odoo, model, right)));
  return possible.filter((_right, index) => answers[index]);
}

/** What the policy forbids is not allowed, whatever Odoo would say; other failures are failures. */
async function may(odoo: OdooReader, model: string, right: Right): Promise<boolean> {
  try {
    return await odoo.mayAccess(model, right);
  } catch (error) {
    const refusal = toGatewayError(error);
    if (refusal.code === 'forbidden' || refusal instanceof NotFound) return false;
    throw refusal;
  }
}
