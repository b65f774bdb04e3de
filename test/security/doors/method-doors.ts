import { restAnswer } from './answers.js';
import type { MethodDoor } from './door.js';
import { doors } from './tool-doors.js';

/** `POST /odoo/query`, and `odoo_call` by every door for tools. */
export const methodDoors: readonly MethodDoor[] = [
  {
    name: 'REST, a query',
    kind: 'rest',
    routes: ['POST /odoo/query'],
    open: async (gateway) => async (call) => restAnswer((await gateway.post('/odoo/query', call)).body),
  },
  ...doors.map(
    (door): MethodDoor => ({
      name: door.name,
      kind: door.kind,
      routes: door.routes,
      open: async (gateway) => {
        const call = await door.open(gateway);
        return (operation) => call('odoo_call', operation);
      },
    }),
  ),
];
