import { createHash, randomUUID } from 'node:crypto';
import type { Principal, StateSigner } from '#libs/contracts';
import type { ClientCapabilities, InitializeRequest } from '@modelcontextprotocol/server';

/** What a session is, wherever it is served. */
export interface SessionTerms {
  /** As its client calls it: these terms, sealed. */
  readonly id: string;
  /** Names it among replicas. */
  readonly session: string;
  /** When it was opened, in milliseconds since 1970. */
  readonly openedAt: number;
  /** What its client has said of itself, as far as it matters here. */
  readonly opening: InitializeRequest['params'];
}

type Sealed = Omit<SessionTerms, 'id'>;

/** Of a version or a name that a client gives. The id goes along in a header of each request, so that it must stay short. */
const MAX_TEXT = 64;

/** Ids of one caller that are remembered as genuine. */
const MAX_READ = 64;

/** Ids of sessions, which say to any replica what `initialize` said to the one that answered it. */
export class SessionIds {
  /** What was read: of an id that is genuine that never changes. */
  private readonly found = new WeakMap<Principal, Map<string, SessionTerms>>();

  /** @param now milliseconds since 1970. */
  constructor(
    private readonly signer: StateSigner,
    private readonly now: () => number,
  ) {}

  /** Begins a session of this caller. */
  issue(
    principal: Principal,
    { protocolVersion, capabilities, clientInfo }: InitializeRequest['params'],
  ): SessionTerms {
    const sealed: Sealed = {
      session: randomUUID(),
      openedAt: this.now(),
      opening: {
        protocolVersion: shortened(protocolVersion),
        capabilities: usedOf(capabilities),
        clientInfo: { name: shortened(clientInfo.name), version: shortened(clientInfo.version) },
      },
    };
    return { id: this.signer.seal(purposeOf(principal), sealed), ...sealed };
  }

  /** @returns undefined for what was not issued to this caller, on the way to the same Odoo. */
  read(principal: Principal, id: string): SessionTerms | undefined {
    return this.found.get(principal)?.get(id) ?? this.opened(principal, id);
  }

  /** @returns milliseconds since the session was opened. */
  ageOf({ openedAt }: SessionTerms): number {
    return this.now() - openedAt;
  }

  private opened(principal: Principal, id: string): SessionTerms | undefined {
    const sealed = this.signer.open(purposeOf(principal), id) as Sealed | undefined;
    if (!sealed) return undefined;
    const terms = { id, ...sealed };
    let found = this.found.get(principal);
    if (!found || found.size >= MAX_READ) this.found.set(principal, (found = new Map()));
    found.set(id, terms);
    return terms;
  }
}

/** What a caller may do is theirs at each request, and no part of it. */
function purposeOf({ id, odoo }: Principal): string {
  const { connection, identity, companies } = odoo;
  const text = JSON.stringify([id, connection, identity, companies]);
  return `mcp session ${createHash('sha256').update(text).digest('base64url')}`;
}

function shortened(text: string): string {
  return text.slice(0, MAX_TEXT);
}

/** Nothing else is ever asked of a client. */
function usedOf({ elicitation }: ClientCapabilities): ClientCapabilities {
  if (!elicitation) return {};
  return { elicitation: { ...(elicitation.form && { form: {} }), ...(elicitation.url && { url: {} }) } };
}
