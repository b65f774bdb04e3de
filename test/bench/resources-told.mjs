// Is loaded into a gateway before it starts, and tells what that has open: a line of JSON for each SIGUSR2.
import { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { queryObjects } from 'node:v8';
import { Subscriber } from 'rxjs';
import { WebSocket } from 'ws';

const CLASSES = { Socket, ServerResponse, Subscriber, WebSocket, AbortController };

process.on('SIGUSR2', () => {
  const resources = Object.groupBy(process.getActiveResourcesInfo(), (name) => name);
  const active = Object.entries(resources).map(([name, all]) => [`active ${name}`, all.length]);
  // Collects garbage first, so that what is counted is held by somebody.
  const held = Object.entries(CLASSES).map(([name, type]) => [`held ${name}`, queryObjects(type, { format: 'count' })]);
  console.log(JSON.stringify({ resources: Object.fromEntries([...active, ...held]) }));
});
