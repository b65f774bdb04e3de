import type { RunningGateway } from '../../fixtures/gateway.js';
import { request } from './answers.js';
import type { Door, DoorAnswer, ResourceDoor } from './door.js';

export type Arguments = Readonly<Record<string, unknown>>;

interface Route {
  readonly route: string;
  readonly tool: string;
  /** Arguments that the route has a place for. */
  readonly takes: readonly string[];
  send(gateway: RunningGateway, args: Arguments): Promise<DoorAnswer>;
}

const records = ({ model }: Arguments): string => `/odoo/models/${encodeURIComponent(String(model))}/records`;
const record = (args: Arguments): string => `${records(args)}/${String((args['ids'] as unknown[])[0])}`;

/** Lists as dashboards write them, and a domain as JSON. */
export function query(args: Arguments, names: readonly string[]): string {
  const given = names.filter((name) => args[name] !== undefined);
  const text = (name: string): string => {
    const value = args[name];
    return name === 'domain' ? JSON.stringify(value) : [value].flat().join(',');
  };
  return `?${new URLSearchParams(given.map((name) => [name, text(name)])).toString()}`;
}

/** Routes of the REST for dashboards, each a tool by another name. */
export const dashboardRoutes: readonly Route[] = [
  {
    route: 'GET /odoo/models/:model/records',
    tool: 'odoo_search',
    takes: ['model', 'domain', 'fields', 'order', 'limit'],
    send: (gateway, args) =>
      request(gateway, 'GET', records(args) + query(args, ['domain', 'fields', 'order', 'limit'])),
  },
  {
    route: 'GET /odoo/models/:model/records/:id',
    tool: 'odoo_read',
    takes: ['model', 'ids', 'fields'],
    send: (gateway, args) => request(gateway, 'GET', record(args) + query(args, ['fields'])),
  },
  {
    route: 'GET /odoo/models/:model/aggregate',
    tool: 'odoo_aggregate',
    takes: ['model', 'domain', 'group_by', 'aggregates', 'order', 'limit'],
    send: (gateway, args) => {
      const path = `/odoo/models/${encodeURIComponent(String(args['model']))}/aggregate`;
      return request(gateway, 'GET', path + query(args, ['domain', 'group_by', 'aggregates', 'order', 'limit']));
    },
  },
  {
    route: 'POST /odoo/models/:model/records',
    tool: 'odoo_create',
    takes: ['model', 'values'],
    send: (gateway, args) => request(gateway, 'POST', records(args), args['values']),
  },
  {
    route: 'PATCH /odoo/models/:model/records/:id',
    tool: 'odoo_write',
    takes: ['model', 'ids', 'values'],
    send: (gateway, args) => request(gateway, 'PATCH', record(args), args['values']),
  },
  {
    route: 'DELETE /odoo/models/:model/records/:id',
    tool: 'odoo_unlink',
    takes: ['model', 'ids'],
    send: (gateway, args) => request(gateway, 'DELETE', record(args)),
  },
  {
    route: 'GET /odoo/reports/:name/:file',
    tool: 'odoo_report',
    takes: ['report_name', 'record_ids'],
    send: (gateway, { report_name: name, record_ids: ids }) =>
      request(gateway, 'GET', `/odoo/reports/${encodeURIComponent(String(name))}/${[ids].flat().join(',')}.pdf`),
  },
];

function routeFor(tool: string, args: unknown): Route | undefined {
  const names = Object.keys(args ?? {});
  return dashboardRoutes.find((route) => route.tool === tool && names.every((name) => route.takes.includes(name)));
}

/** Whether there is a route that can say this. */
export function dashboardTakes(tool: string, args: unknown): boolean {
  return routeFor(tool, args) !== undefined;
}

export const dashboardDoor: Door = {
  name: 'REST, dashboards',
  kind: 'rest',
  routes: dashboardRoutes.map(({ route }) => route),
  open: async (gateway) => async (tool, args) => {
    const route = routeFor(tool, args);
    if (!route) throw new Error(`No dashboard can ask ${tool} that.`);
    return route.send(gateway, args as Arguments);
  },
};

const MODEL_FIELDS = /^odoo:\/\/models\/([^/]*)$/;

/** The two resources that dashboards have routes for. */
export const dashboardResources: ResourceDoor = {
  name: 'REST, dashboards, a resource',
  kind: 'rest',
  routes: ['GET /odoo/models', 'GET /odoo/models/:model/fields'],
  open: async (gateway) => async (uri) => {
    const model = MODEL_FIELDS.exec(uri)?.[1];
    return request(gateway, 'GET', model === undefined ? '/odoo/models' : `/odoo/models/${model}/fields`);
  },
};

export function dashboardReads(uri: string): boolean {
  return uri === 'odoo://models' || MODEL_FIELDS.test(uri);
}
