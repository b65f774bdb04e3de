import {
  InvalidArguments,
  NotFound,
  type PromptCall,
  type PromptDefinition,
  type PromptDispatcher,
  type PromptListing,
  type PromptMessage,
} from '#libs/contracts';
import type { z } from 'zod';
import type { CallNotes } from './call-notes.js';

/** The one path of a prompt: find → validate → write → take note. It asks Odoo nothing. */
export class CatalogPrompts implements PromptDispatcher {
  private readonly prompts: ReadonlyMap<string, PromptDefinition>;
  private readonly listings: readonly PromptListing[];

  /** @param today such as `2026-11-30`, in UTC. */
  constructor(
    catalog: readonly PromptDefinition[],
    private readonly notes: CallNotes,
    private readonly today: () => string,
  ) {
    this.prompts = new Map(catalog.map((prompt) => [prompt.name, prompt]));
    this.listings = catalog.map(promptListing);
  }

  list(): readonly PromptListing[] {
    return this.listings;
  }

  async get(call: PromptCall): Promise<PromptMessage> {
    const prompt = this.prompts.get(call.name);
    return this.notes.take({ method: 'prompts/get', name: prompt?.name }, call, 'read', async () => {
      if (!prompt) throw unknownPrompt();
      const text = prompt.text(validate(prompt.input, call.arguments), this.today());
      return { description: prompt.description, text };
    });
  }
}

/** A prompt as lists show it. */
export function promptListing({ name, title, description, input }: PromptDefinition): PromptListing {
  const shape: Readonly<Record<string, z.ZodType>> = input.shape;
  return {
    name,
    title,
    description,
    arguments: Object.entries(shape).map(([name, schema]) => ({
      name,
      description: schema.description ?? '',
      required: !schema.isOptional(),
    })),
  };
}

function unknownPrompt(): NotFound {
  return new NotFound('There is no such prompt.', { layer: 'arguments', hint: 'Ask for the list of prompts.' });
}

/**
 * Clients send an empty text for an argument that somebody left out in a form, so that is what it means.
 * @throws InvalidArguments that names what is wrong with each of them.
 */
function validate(input: z.ZodObject, given: PromptCall['arguments']): Record<string, unknown> {
  const filled = Object.entries(given).filter(([, value]) => value.trim() !== '');
  const parsed = input.safeParse(Object.fromEntries(filled));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')} ${message}` : message,
  );
  throw new InvalidArguments(`${problems.join('; ').slice(0, PROBLEMS_MAX_CHARACTERS)}.`, {
    hint: 'The list of prompts has their arguments.',
  });
}

const PROBLEMS_MAX_CHARACTERS = 500;
