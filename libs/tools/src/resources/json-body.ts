import type { ResourceBody } from '#libs/contracts';

export const JSON_TYPE = 'application/json';

export function jsonBody(value: unknown): ResourceBody {
  return { mimeType: JSON_TYPE, text: JSON.stringify(value) };
}
