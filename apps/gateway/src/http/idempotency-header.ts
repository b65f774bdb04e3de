import { IDEMPOTENCY_HEADER } from '#libs/contracts';

/** The header in the description of every route that may change something. */
export const IDEMPOTENCY = {
  name: IDEMPOTENCY_HEADER,
  required: false,
  description: 'Made up by the client for this call: repeated with the same key, it has one effect and one answer',
} as const;
