import type { Principal, ToolListing } from '#libs/contracts';
import type { RequestId } from '@modelcontextprotocol/server';
import type { McpExchange } from '../mcp-exchange.js';
import { isEnvelopeKey, isObject, type Members, plainRequest, recognizedBy } from './plain-request.js';

/** An answer of the SDK's, around the id of the request that it repeats. */
interface KnownAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly before: string;
  readonly after: string;
  /** In bytes, but for the id. */
  readonly length: number;
}

/** A request without its id. Two of the same text are answered alike, as long as their callers see the same tools. */
interface Question {
  readonly id: RequestId;
  readonly text: string;
}

/** What the answer is given in, where there are sessions. */
interface Conversation {
  /** The revision that was agreed on. */
  readonly version: string;
  /** Headers that say which one it is. */
  readonly headers: Readonly<Record<string, string>>;
}

type Asked = Pick<McpExchange, 'request' | 'body' | 'principal'>;

/** Answers which depend on nothing but the question and the tools that the caller sees. */
const LISTS = new Set<unknown>(['tools/list', 'server/discover']);

/** Different questions of callers who see the same tools. */
const MAX_ANSWERS = 64;

/**
 * What the SDK has answered to lists, to be given again when the very same is asked. Nothing of the protocol is judged
 * here: a question that differs in anything but its id is the SDK's to answer.
 */
export class KnownAnswers {
  private known = new WeakMap<readonly ToolListing[], Map<string, KnownAnswer>>();

  /** @param listingsFor the tools of a caller, in one and the same list for all who see the same. */
  constructor(private readonly listingsFor: (principal: Principal) => readonly ToolListing[]) {}

  /** Answers what was answered before. @returns whether it was. */
  give(exchange: McpExchange, conversation?: Conversation): boolean {
    const question = questionIn(exchange, conversation);
    const answer = question && this.known.get(this.listingsFor(exchange.principal))?.get(question.text);
    if (!answer) return false;
    const { headers, before, after, length } = answer;
    const id = JSON.stringify(question.id);
    const bytes = length + Buffer.byteLength(id);
    exchange.response.writeHead(200, { ...headers, 'content-length': bytes, ...conversation?.headers });
    exchange.response.end(`${before}${id}${after}`);
    return true;
  }

  /** Remembers an answer of the SDK's, if it is one to be given again. @returns the answer, unread. */
  async learn(asked: Asked, answer: Response, conversation?: Conversation): Promise<Response> {
    const question = answer.status === 200 && questionIn(asked, conversation);
    if (!question) return answer;
    const text = await answer.text();
    const id = `"id":${JSON.stringify(question.id)}`;
    const at = text.lastIndexOf(id);
    const after = text.slice(at + id.length);
    if (RESULT.test(text) && at > 0 && after.trim() === '}') {
      const before = text.slice(0, at + '"id":'.length);
      this.answersFor(asked.principal).set(question.text, {
        headers: headersOf(answer),
        before,
        after,
        length: Buffer.byteLength(before) + Buffer.byteLength(after),
      });
    }
    return new Response(text, answer);
  }

  /** From now on nothing is known. */
  forget(): void {
    this.known = new WeakMap();
  }

  private answersFor(principal: Principal): Map<string, KnownAnswer> {
    const listings = this.listingsFor(principal);
    let answers = this.known.get(listings);
    if (!answers || answers.size >= MAX_ANSWERS) {
      answers = new Map();
      this.known.set(listings, answers);
    }
    return answers;
  }
}

/** The beginning of a result, as JSON or as an event; an error is none. */
const RESULT = /^(?:event: message\ndata: )?\{"result":/;

/** @returns undefined for all but a plain request for a list. */
function questionIn({ request, body }: Asked, conversation?: Conversation): Question | undefined {
  const plain = plainRequest(request, body);
  if (!plain || !LISTS.has(plain.method) || !isForEverything(plain.params)) return undefined;
  const others = [request.headers['mcp-name'], conversation?.version];
  const text = recognizedBy(request, others, [plain.method, (body as Members)['params'] ?? 0]);
  return text === undefined ? undefined : { id: plain.id, text };
}

/** Whether there is nothing in the parameters that differs from one request of a client to the next. */
function isForEverything(params: Members): boolean {
  const { _meta: meta = {}, ...others } = params;
  return Object.keys(others).length === 0 && isObject(meta) && Object.keys(meta).every(isEnvelopeKey);
}

/** Whether the connection stays open is not the protocol's to say. */
function headersOf({ headers }: Response): Readonly<Record<string, string>> {
  return Object.fromEntries([...headers].filter(([name]) => name !== 'connection'));
}
