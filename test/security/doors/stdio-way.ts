import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { GATEWAY_CONFIG } from '#libs/config';
import { KeyRing } from '#libs/permissions';
import { openDoor } from '../../../apps/gateway/src/stdio/open-door.js';
import type { RunningGateway } from '../../fixtures/gateway.js';
import type { Message } from '../../fixtures/mcp-messages.js';
import type { DoorAnswer } from './door.js';

/** No route leads to it: whoever starts the process is there. */
export const stdioWay = { kind: 'stdio', routes: [] } as const;

/** Sends all that is tried as lines, with the rights of the gateway's key. */
export async function overLines(
  { app }: RunningGateway,
  read: (answer: Message) => DoorAnswer,
  opening: readonly Message[] = [],
): Promise<(message: Message) => Promise<DoorAnswer>> {
  const key = app.get(KeyRing).named('api-key');
  if (!key) throw new Error('The gateway of this test has no key.');
  const streams = { input: new PassThrough(), output: new PassThrough() };
  void openDoor(app, app.get(GATEWAY_CONFIG), key.principal, streams).serve();
  const answers = new EventEmitter();
  createInterface({ input: streams.output }).on('line', (line) => {
    const answer = JSON.parse(line) as Message;
    answers.emit(String(answer['id']), answer);
  });
  let count = 0;
  const ask = async (message: Message): Promise<Message> => {
    const id = ++count;
    const answered = once(answers, String(id)) as Promise<[Message]>;
    streams.input.write(`${JSON.stringify({ ...message, id })}\n`);
    const [answer] = await answered;
    return answer;
  };
  for (const message of opening) await ask(message);
  return async (message) => read(await ask(message));
}
