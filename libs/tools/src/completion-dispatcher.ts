import {
  type Completer,
  type Completers,
  type CompletionCall,
  type CompletionDispatcher,
  type Completions,
  NotFound,
  type OdooGuard,
  type PromptDefinition,
  type ResourceDefinition,
  type ToolLimits,
} from '#libs/contracts';
import type { CallNotes } from './call-notes.js';
import { ANSWER_MAX, NOTHING } from './completers/found-values.js';

/** What has parameters to complete. */
interface Completable {
  readonly name: string;
  readonly complete?: Completers;
}

/** The one path of a completion, for resource templates and prompts alike. */
export class CatalogCompletions implements CompletionDispatcher {
  private readonly templates: ReadonlyMap<string, Completable>;
  private readonly prompts: ReadonlyMap<string, Completable>;

  constructor(
    resources: readonly ResourceDefinition[],
    prompts: readonly PromptDefinition[],
    private readonly guard: OdooGuard,
    private readonly limits: ToolLimits,
    private readonly notes: CallNotes,
  ) {
    this.templates = new Map(resources.map((resource) => [resource.uri, resource]));
    this.prompts = new Map(prompts.map((prompt) => [prompt.name, prompt]));
  }

  async complete(asked: CompletionCall): Promise<Completions> {
    const { of } = asked;
    const found = 'prompt' in of ? this.prompts.get(of.prompt) : this.templates.get(of.template);
    return this.notes.take({ method: 'completion/complete', name: found?.name }, asked, 'read', async (call) => {
      if (!found) throw unknownReference();
      const { values, more } = (await this.find(completerOf(found, call.parameter), call)) ?? NOTHING;
      return {
        values: values.slice(0, ANSWER_MAX),
        hasMore: more || values.length > ANSWER_MAX,
        total: more ? undefined : values.length,
      };
    });
  }

  private async find(completer: Completer | undefined, call: CompletionCall) {
    const { limits } = this;
    const { typed, others, principal, signal } = call;
    return completer?.find(typed, { ...this.guard.reader(principal, signal, call), principal, limits, others });
  }
}

function completerOf({ complete = {} }: Completable, parameter: string): Completer | undefined {
  return Object.hasOwn(complete, parameter) ? complete[parameter] : undefined;
}

function unknownReference(): NotFound {
  return new NotFound('There is no such prompt or resource template.', {
    layer: 'arguments',
    hint: 'Ask for the lists of prompts and of resource templates.',
  });
}
