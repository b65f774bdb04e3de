import {
  type Access,
  connectionNames,
  modeAllows,
  type Principal,
  type ToolCall,
  type ToolDefinition,
  type ToolDispatcher,
  type ToolListing,
  type ToolOutcome,
} from '#libs/contracts';
import type { CallDeadlines } from './call-deadlines.js';
import type { CallNotes } from './call-notes.js';
import { withConnection } from './connection-argument.js';
import { listingOf } from './tool-listing.js';
import type { ToolRunner } from './tool-runner.js';

/** Modes and sets of connections, of which a gateway has a few. */
const LISTS_MAX = 200;

/** The one path of a call, whatever door it came in by: what the runner does, and a note of it. */
export class CatalogDispatcher implements ToolDispatcher {
  private listed: readonly ToolListing[] | undefined;
  /** One for all principals that have the same choice. */
  private readonly lists = new Map<string, readonly ToolListing[]>();

  constructor(
    private readonly catalog: readonly ToolDefinition[],
    private readonly runner: ToolRunner,
    private readonly notes: CallNotes,
    private readonly deadlines: CallDeadlines,
  ) {}

  list(principal: Principal): readonly ToolListing[] {
    const key = JSON.stringify([principal.mode, connectionNames(principal)]);
    let list = this.lists.get(key);
    if (!list) {
      const allowed = this.all.filter(({ access }) => modeAllows(principal.mode, access));
      list = withConnection(allowed, principal);
      // Of what was configured before, too.
      if (this.lists.size >= LISTS_MAX) this.lists.clear();
      this.lists.set(key, list);
    }
    return list;
  }

  accessesOf(call: Parameters<ToolDispatcher['accessesOf']>[0]): readonly Access[] {
    return this.runner.accessesOf(call);
  }

  call(call: ToolCall): Promise<ToolOutcome> {
    const tool = this.runner.find(call.tool);
    return this.notes.take({ method: 'tools/call', name: tool?.name }, call, tool?.access, (noted) =>
      this.deadlines.within(noted, async (deadline) =>
        this.runner.run(await this.runner.admit(noted, deadline), noted.confirm),
      ),
    );
  }

  /** Derived with the first list, so that a start does not wait for it. */
  private get all(): readonly ToolListing[] {
    return (this.listed ??= this.catalog.map(listingOf));
  }
}
