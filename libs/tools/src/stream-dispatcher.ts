import {
  Cancelled,
  type Deadline,
  type GatewayError,
  InvalidArguments,
  type OdooRecord,
  type RowPages,
  type StreamCall,
  type StreamDispatcher,
  type StreamEvent,
  type StreamPosition,
  type ToolDefinition,
  toGatewayError,
} from '#libs/contracts';
import type { CallDeadlines } from './call-deadlines.js';
import type { CallNotes } from './call-notes.js';
import { suggestingModels } from './model-suggestions.js';
import { openStreamCursor, sealStreamCursor } from './shaping/cursor.js';
import type { AdmittedCall, ToolRunner } from './tool-runner.js';
import { UntoldProgress } from './untold-progress.js';

/** Points that a stream of rows costs of what its caller may do in a window, however many rows there are. */
export const STREAM_WEIGHT = 5;

/** Should the last rows be gone or have moved when a stream goes on, so many others tell the place. */
const IDS_CARRIED = 20;

const BEGINNING: StreamPosition = { sent: 0, lastIds: [] };

/** The one path of a call, event by event: nothing happens between two of them that nobody has asked for. */
export class CatalogStreams implements StreamDispatcher {
  constructor(
    private readonly runner: ToolRunner,
    private readonly notes: CallNotes,
    private readonly deadlines: CallDeadlines,
  ) {}

  async *open(asked: StreamCall): AsyncGenerator<StreamEvent, void> {
    const tool = this.runner.find(asked.tool);
    const { call, ended } = this.notes.begin({ method: 'tools/call', name: tool?.name }, asked, tool?.access);
    // A reader who leaves ends the generator where it stands.
    let failure: GatewayError | undefined = new Cancelled();
    const deadline = tool?.pages ? this.deadlines.ofRows(call) : this.deadlines.begin(call);
    try {
      const untold = new UntoldProgress();
      const told = { ...call, progress: untold.take };
      const admitted = await this.runner.admit(told, deadline, tool?.pages && STREAM_WEIGHT);
      yield* givesRows(admitted)
        ? whileAskedFor(rowEvents(admitted, call), deadline)
        : this.resultEvents(admitted, call, untold, deadline);
      failure = undefined;
      yield { type: 'end' };
    } catch (error) {
      failure = toGatewayError(error);
      throw failure;
    } finally {
      deadline.end();
      ended(failure);
    }
  }

  private async *resultEvents(
    admitted: AdmittedCall,
    { resume, confirm }: StreamCall,
    untold: UntoldProgress,
    deadline: Deadline,
  ): AsyncGenerator<StreamEvent, void> {
    const { name } = admitted.tool;
    if (resume !== undefined) throw new InvalidArguments(`${name} gives one result, which no cursor goes on with.`);
    yield { type: 'start', tool: name };
    const running = this.runner.run(admitted, confirm);
    for await (const progress of untold.until(running)) {
      yield { type: 'progress', progress };
      // Who asks for more has heard of it.
      deadline.moveOn();
    }
    yield { type: 'result', outcome: await running };
  }
}

/** Each chunk has the time anew; none passes while it is the reader who is waited for. */
async function* whileAskedFor(events: AsyncIterable<StreamEvent>, deadline: Deadline): AsyncGenerator<StreamEvent> {
  for await (const event of events) {
    deadline.rest();
    yield event;
    deadline.moveOn();
  }
}

type AdmittedRows = AdmittedCall & { readonly tool: Required<Pick<ToolDefinition, 'pages'>> };

function givesRows(admitted: AdmittedCall): admitted is AdmittedRows {
  return admitted.tool.pages !== undefined;
}

async function* rowEvents({ tool, args, context }: AdmittedRows, { resume }: StreamCall): AsyncGenerator<StreamEvent> {
  const question = ['stream', tool.name, args];
  const after = resume === undefined ? undefined : openStreamCursor(context, question, resume);
  const pages = await suggestingModels(context.files, () => tool.pages(args, context, after));
  const { total, columns, booleans } = pages;
  yield { type: 'start', tool: tool.name, total, columns, ...(booleans && { booleans }) };
  let position = after ?? BEGINNING;
  for await (const rows of chunksOf(pages, context.limits.streamChunkRows)) {
    position = behind(position, rows);
    const current = position.sent;
    const cursor = sealStreamCursor(context, question, position);
    // Rows that were made meanwhile may be more than there were.
    yield { type: 'chunk', rows, progress: { current, total: Math.max(current, total) }, cursor };
  }
}

async function* chunksOf(pages: RowPages, maxRows: number): AsyncGenerator<readonly OdooRecord[]> {
  for (let page = await pages.next(); page; page = await pages.next()) {
    for (let at = 0; at < page.length; at += maxRows) yield page.slice(at, at + maxRows);
  }
}

function behind({ sent, lastIds }: StreamPosition, rows: readonly OdooRecord[]): StreamPosition {
  const latest = rows.slice(-IDS_CARRIED).map(({ id }) => id as number);
  return { sent: sent + rows.length, lastIds: [...latest.toReversed(), ...lastIds].slice(0, IDS_CARRIED) };
}
