import {
  type Completer,
  type Completers,
  type CompletionCall,
  type CompletionDispatcher,
  type Completions,
  type Deadline,
  NotFound,
  type OdooGuard,
  type PromptDefinition,
  type ResourceDefinition,
  type ToolLimits,
} from '#libs/contracts';
import type { CallDeadlines } from './call-deadlines.js';
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
    private readonly deadlines: CallDeadlines,
  ) {
    this.templates = new Map(resources.map((resource) => [resource.uri, resource]));
    this.prompts = new Map(prompts.map((prompt) => [prompt.name, prompt]));
  }

  async complete(asked: CompletionCall): Promise<Completions> {
    const { of } = asked;
    const found = 'prompt' in of ? this.prompts.get(of.prompt) : this.templates.get(of.template);
    return this.notes.take({ method: 'completion/complete', name: found?.name }, asked, 'read', async (call) => {
      if (!found) throw unknownReference();
      const completer = completerOf(found, call.parameter);
      const offered = await this.deadlines.within(call, (deadline) => this.find(completer, call, deadline));
      const { values, more } = offered ?? NOTHING;
      return {
        values: values.slice(0, ANSWER_MAX),
        hasMore: more || values.length > ANSWER_MAX,
        total: more ? undefined : values.length,
      };
    });
  }

  private async find(completer: Completer | undefined, call: CompletionCall, deadline: Deadline) {
    const { limits } = this;
    const { typed, others, principal, signal } = call;
    const port = () => this.guard.reader(principal, { signal, deadline }, call);
    return completer?.find(typed, { ...port(), principal, limits, others });
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
