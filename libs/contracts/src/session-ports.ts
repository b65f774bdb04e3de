/** What one replica says about a session. */
export interface SessionNews {
  readonly session: string;
  /** JSON, of the kinds that the protocol's adapter knows. */
  readonly word: unknown;
}

/**
 * What replicas know together of the sessions of MCP's legacy era, or one replica by itself. Nothing here rejects or
 * waits for long: while the others cannot be reached each replica goes by what it knows.
 */
export interface SharedSessions {
  /** It ends by itself when nobody has used it for its idle time. */
  open(session: string): Promise<void>;
  /**
   * Uses it, so that it goes on for another idle time.
   * @returns whether it is open; undefined where nobody can tell who has not served it lately.
   */
  use(session: string): Promise<boolean | undefined>;
  /** For all replicas, and for good. */
  end(session: string): Promise<void>;
  subscribe(session: string, uri: string): Promise<void>;
  unsubscribe(session: string, uri: string): Promise<void>;
  /** The resources to which its client has subscribed, at whatever replica. */
  subscribed(session: string): Promise<readonly string[]>;
  /** Says something to all other replicas, once: who does not hear it now never does. */
  tell(session: string, word: unknown): Promise<void>;
  /**
   * Hears what the others say.
   * @returns what ends it.
   */
  hear(heard: (news: SessionNews) => void): () => void;
}

export const SHARED_SESSIONS = Symbol('SHARED_SESSIONS');
