import type { RunningGateway } from '../../fixtures/gateway.js';
import { changeDoors, changesTake } from '../doors/change-doors.js';
import { completionDoors } from '../doors/completion-doors.js';
import { dashboardDoor, dashboardReads, dashboardResources, dashboardTakes } from '../doors/dashboard-doors.js';
import type { Door, DoorAnswer, ResourceDoor } from '../doors/door.js';
import { methodDoors } from '../doors/method-doors.js';
import { MODERN_RESOURCES, resourceDoors } from '../doors/resource-doors.js';
import { subscriptionDoors } from '../doors/subscription-doors.js';
import { doors } from '../doors/tool-doors.js';
import { type Attack, describeAttack, type Sent } from './attack.js';

interface OpenDoor {
  readonly name: string;
  takes(sent: Sent): boolean;
  send(sent: Sent): Promise<DoorAnswer>;
}

/** Refused by the gateway, whoever in it, or nothing offered. What Odoo itself says no to has come too far. */
const REFUSED = /^(?:forbidden|invalid_arguments|not_found|protocol_error|http_400|nothing_offered)$/;
const REFUSED_BY_ODOO = /^odoo_rejected$/;

/** A dry run answers what would have been refused. */
const WOULD_BE_REFUSED = /\\?"allowed\\?":false/;

const SHOWN = 300;

function isRefusal({ outcome, text }: DoorAnswer, { nonsense }: Attack): boolean {
  return REFUSED.test(outcome) || WOULD_BE_REFUSED.test(text) || (nonsense === true && REFUSED_BY_ODOO.test(outcome));
}

/** Sends attacks to one gateway, each by the next of the doors that it fits through. */
export class Attacker {
  private turn = 0;

  private constructor(private readonly doors: readonly OpenDoor[]) {}

  static async on(gateway: RunningGateway): Promise<Attacker> {
    const forTools = [...doors, dashboardDoor, ...changeDoors].map(async (door): Promise<OpenDoor> => {
      const call = await door.open(gateway);
      return {
        name: door.name,
        takes: (sent): boolean => 'tool' in sent && fitsTool(door, sent.tool, sent.args),
        send: (sent) => ('tool' in sent ? call(sent.tool, sent.args) : misled()),
      };
    });
    const forMethods = methodDoors.map(async (door): Promise<OpenDoor> => {
      const call = await door.open(gateway);
      return {
        name: door.name,
        takes: (sent): boolean => 'method' in sent,
        send: (sent) => ('method' in sent ? call(sent) : misled()),
      };
    });
    const forResources = [...resourceDoors, dashboardResources, ...subscriptionDoors].map(
      async (door): Promise<OpenDoor> => {
        const read = await door.open(gateway);
        return {
          name: door.name,
          takes: (sent): boolean => 'uri' in sent && fits(door, sent.uri),
          send: (sent) => ('uri' in sent ? read(sent.uri) : misled()),
        };
      },
    );
    const forCompletions = completionDoors.map(async (door): Promise<OpenDoor> => {
      const complete = await door.open(gateway);
      return {
        name: door.name,
        takes: (sent): boolean => 'typed' in sent,
        send: (sent) => ('typed' in sent ? complete(sent) : misled()),
      };
    });
    return new Attacker(await Promise.all([...forTools, ...forMethods, ...forResources, ...forCompletions]));
  }

  /** Tries it by the next door. @returns what went wrong, if anything did. */
  async attack(attack: Attack, problem: (answer: DoorAnswer) => string | undefined): Promise<string | undefined> {
    const fitting = this.doors.filter((door) => door.takes(attack.sent));
    const door = fitting[this.turn++ % fitting.length];
    if (!door) throw new Error(`No door takes ${describeAttack(attack)}`);
    const answer = await door.send(attack.sent);
    const wrong = problem(answer) ?? (isRefusal(answer, attack) ? undefined : `${answer.outcome} ${answer.text}`);
    return wrong === undefined ? undefined : `${describeAttack(attack)} by "${door.name}": ${wrong.slice(0, SHOWN)}`;
  }
}

/** Doors of dashboards have room for some arguments of some tools. */
function fitsTool(door: Door, tool: string, args: unknown): boolean {
  if (door === dashboardDoor) return dashboardTakes(tool, args);
  return !changeDoors.includes(door) || changesTake(tool, args);
}

/** The modern era repeats an address in a header, which not every text fits into. */
function fits(door: ResourceDoor, uri: string): boolean {
  if (door === dashboardResources) return dashboardReads(uri);
  return door.name !== MODERN_RESOURCES || /^[\x21-\x7e]+$/.test(uri);
}

function misled(): never {
  throw new Error('An attack was sent by a door that it does not fit through.');
}
