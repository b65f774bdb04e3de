import {
  type CallBudget,
  type Deadline,
  NotFound,
  type OdooGuard,
  type ResourceBody,
  type ResourceCall,
  type ResourceContext,
  type ResourceDefinition,
  type ResourceDispatcher,
  type ResourceListing,
  type ToolLimits,
} from '#libs/contracts';
import type { CallDeadlines } from './call-deadlines.js';
import type { CallNotes } from './call-notes.js';
import { limitsFor } from './principal-caps.js';
import { addressReader, isTemplate } from './resource-address.js';

/** The one path of a read, whatever door it came in by. */
export class CatalogResources implements ResourceDispatcher {
  private readonly resources: ReadonlyArray<
    ResourceDefinition & { readonly parameters: ReturnType<typeof addressReader> }
  >;
  private readonly fixed: readonly ResourceListing[];
  private readonly open: readonly ResourceListing[];

  constructor(
    catalog: readonly ResourceDefinition[],
    private readonly guard: OdooGuard,
    private readonly limits: ToolLimits,
    private readonly budget: CallBudget,
    private readonly notes: CallNotes,
    private readonly deadlines: CallDeadlines,
  ) {
    this.resources = catalog.map((resource) => Object.assign({ parameters: addressReader(resource.uri) }, resource));
    this.fixed = catalog.filter(({ uri }) => !isTemplate(uri)).map(toListing);
    this.open = catalog.filter(({ uri }) => isTemplate(uri)).map(toListing);
  }

  list(): readonly ResourceListing[] {
    return this.fixed;
  }

  templates(): readonly ResourceListing[] {
    return this.open;
  }

  async read(asked: ResourceCall): Promise<ResourceBody> {
    const found = this.find(asked.uri);
    return this.notes.take({ method: 'resources/read', name: found?.resource.name }, asked, 'read', async (call) => {
      if (!found) throw noResource();
      // Beyond the request or message that it came in, which was counted at the door.
      await this.budget.charge(call.principal, (found.resource.weight ?? 1) - 1);
      const { resource, parameters } = found;
      return this.deadlines.within(call, (deadline) => resource.read(parameters, this.contextFor(call, deadline)));
    });
  }

  private find(uri: string) {
    for (const resource of this.resources) {
      const parameters = resource.parameters(uri);
      if (parameters) return { resource, parameters };
    }
    return undefined;
  }

  private contextFor(call: ResourceCall, deadline: Deadline): ResourceContext {
    const { principal, signal, whole } = call;
    const own = limitsFor(principal, this.limits);
    const limits = whole ? { ...own, responseBytes: Infinity } : own;
    return { ...this.guard.reader(principal, { signal, deadline }, call), principal, limits };
  }
}

function toListing({ name, title, description, mimeType, uri }: ResourceDefinition): ResourceListing {
  return { name, title, description, mimeType, uri };
}

function noResource(): NotFound {
  return new NotFound('There is no such resource.', {
    layer: 'arguments',
    hint: 'Ask for the lists of resources and templates.',
  });
}
