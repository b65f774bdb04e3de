import type { JSONRPCMessage } from '@modelcontextprotocol/server';

/** What the replicas that serve a session say to each other. */
export type SessionWord =
  /** An answer or a cancellation from the client, for whoever has the request that it is about. */
  | { readonly kind: 'message'; readonly message: JSONRPCMessage }
  | { readonly kind: 'ended' }
  /** The client listens here from now on. */
  | { readonly kind: 'listening' }
  /** The client has subscribed here to a resource, or given it up; or it listens here, and the resource is watched here. */
  | { readonly kind: 'subscribed' | 'unsubscribed' | 'watched'; readonly uri: string };

/** Says something to the other replicas that serve the session. */
export type TellReplicas = (word: SessionWord) => Promise<void>;
