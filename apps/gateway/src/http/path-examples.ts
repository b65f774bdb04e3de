/** What stands in the place of a route's parameters in its description. */
export const MODEL_PARAMETER = {
  name: 'model',
  description: 'Technical name of a model',
  example: 'res.partner',
} as const;

export const ID_PARAMETER = { name: 'id', description: 'Id of a record', type: 'integer', example: 9 } as const;
