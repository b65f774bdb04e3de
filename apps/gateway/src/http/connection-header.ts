import { CONNECTION_HEADER } from '#libs/permissions';

/** The header in the description of every route that asks Odoo something. */
export const CONNECTION = {
  name: CONNECTION_HEADER,
  required: false,
  description: 'Which of the connections of this key; the first where there is none',
} as const;
