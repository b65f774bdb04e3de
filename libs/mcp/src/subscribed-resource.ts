import { type ChangeEvent, InvalidArguments, isModelName } from '#libs/contracts';

/** A resource that can be subscribed to: all records of a model, or one of them. */
export interface SubscribedResource {
  readonly model: string;
  readonly id?: number;
}

const MODEL = /^odoo:\/\/models\/([^/]+)$/;
const RECORD = /^odoo:\/\/records\/([^/]+)\/([1-9]\d{0,14})$/;

/** @throws InvalidArguments for a resource whose changes nobody can tell. */
export function subscribedResource(uri: string): SubscribedResource {
  const [, model, id] = RECORD.exec(uri) ?? MODEL.exec(uri) ?? [];
  if (isModelName(model)) return { model, ...(id !== undefined && { id: Number(id) }) };
  throw new InvalidArguments('This resource cannot be subscribed to.', {
    hint: 'Subscribe to odoo://models/{model} or odoo://records/{model}/{id}.',
  });
}

/** Whether an event tells that the resource is no longer what it was. */
export function concerns({ id }: SubscribedResource, event: ChangeEvent): boolean {
  if (event.type === 'reset') return true;
  return 'id' in event && (id === undefined || event.id === id);
}
