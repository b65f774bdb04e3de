import type { Row } from '../orm/row.js';
import { stamped } from './reference-rows.js';

const ROWS = 20;

/** The same for every sample model. */
export const SAMPLE_ROWS: readonly Row[] = Array.from({ length: ROWS }, (_none, index) =>
  stamped(index + 1, { name: `Sample ${index + 1}`, code: `S-${100 + index}`, amount: 10 * (index + 1) }),
);
