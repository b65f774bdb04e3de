import {
  type Access,
  type Mode,
  modeAllows,
  type Principal,
  type ToolCall,
  type ToolDefinition,
  type ToolDispatcher,
  type ToolListing,
  type ToolOutcome,
} from '#libs/contracts';
import { type CallNotes, UNKNOWN } from './call-notes.js';
import { listingOf } from './tool-listing.js';
import type { ToolRunner } from './tool-runner.js';

/** The one path of a call, whatever door it came in by: what the runner does, and a note of it. */
export class CatalogDispatcher implements ToolDispatcher {
  private readonly listings: Readonly<Record<Mode, readonly ToolListing[]>>;

  constructor(
    catalog: readonly ToolDefinition[],
    private readonly runner: ToolRunner,
    private readonly notes: CallNotes,
  ) {
    const all = catalog.map(listingOf);
    const listed = (mode: Mode) => all.filter(({ access }) => modeAllows(mode, access));
    this.listings = { readonly: listed('readonly'), readwrite: listed('readwrite') };
  }

  list({ mode }: Principal): readonly ToolListing[] {
    return this.listings[mode];
  }

  accessesOf(call: Parameters<ToolDispatcher['accessesOf']>[0]): readonly Access[] {
    return this.runner.accessesOf(call);
  }

  call(call: ToolCall): Promise<ToolOutcome> {
    const tool = this.runner.find(call.tool);
    return this.notes.take(tool?.name ?? UNKNOWN, call, tool?.access, async () =>
      this.runner.run(await this.runner.admit(call), call.confirm),
    );
  }
}
