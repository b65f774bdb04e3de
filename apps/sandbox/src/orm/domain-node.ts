import type { Json } from './row.js';

export interface DomainLeaf {
  readonly kind: 'leaf';
  readonly path: string;
  readonly operator: string;
  readonly value: Json;
}

export type DomainNode =
  | DomainLeaf
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly operand: DomainNode }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly DomainNode[] };
