import {
  type CallObserver,
  NotFound,
  type OdooGuard,
  type Principal,
  type ResourceBody,
  type ResourceCall,
  type ResourceContext,
  type ResourceDefinition,
  type ResourceDispatcher,
  type ResourceListing,
  toGatewayError,
  type ToolLimits,
} from '#libs/contracts';
import { addressReader, isTemplate } from './resource-address.js';

type ContextOf = Pick<ResourceCall, 'principal' | 'signal' | 'whole'>;

/** Completions that one answer of the protocol may hold. */
const MAX_COMPLETIONS = 100;

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
    private readonly observer: CallObserver,
    private readonly now: () => number,
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

  async read(call: ResourceCall): Promise<ResourceBody> {
    const { uri, principal, door, requestId } = call;
    const started = this.now();
    const note = { door, access: 'read', principal: principal.id, requestId } as const;
    let tool = 'resource';
    try {
      const { resource, parameters } = this.find(uri);
      tool = `resource:${resource.name}`;
      const body = await resource.read(parameters, this.contextFor(call));
      this.observer.callEnded({ ...note, tool, outcome: 'ok', durationMs: this.now() - started });
      return body;
    } catch (error) {
      const refusal = toGatewayError(error);
      const { code, layer, cause } = refusal;
      this.observer.callEnded({ ...note, tool, outcome: code, layer, cause, durationMs: this.now() - started });
      throw refusal;
    }
  }

  async complete(template: string, parameter: string, typed: string, principal: Principal): Promise<string[]> {
    const { complete } = this.resources.find(({ uri }) => uri === template) ?? {};
    const completion = complete && Object.hasOwn(complete, parameter) ? complete[parameter] : undefined;
    const values = (await completion?.(typed, this.contextFor({ principal }))) ?? [];
    return values.slice(0, MAX_COMPLETIONS);
  }

  private find(uri: string) {
    for (const resource of this.resources) {
      const parameters = resource.parameters(uri);
      if (parameters) return { resource, parameters };
    }
    throw new NotFound('There is no such resource.', {
      layer: 'arguments',
      hint: 'Ask for the lists of resources and templates.',
    });
  }

  private contextFor({ principal, signal, whole }: ContextOf): ResourceContext {
    const limits = whole ? { ...this.limits, responseBytes: Infinity } : this.limits;
    return { ...this.guard.reader(principal, signal), principal, limits };
  }
}

function toListing({ name, title, description, mimeType, uri }: ResourceDefinition): ResourceListing {
  return { name, title, description, mimeType, uri };
}
