import { type LoggedCall, type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { ANY_TARGETS, type Attack, type Sent } from './leak/attack.js';
import { Attacker } from './leak/attacker.js';
import { attacksByPath, attacksFor, countsByPath } from './leak/catalog.js';
import { PROTECTED_MODELS } from './leak/protected-names.js';

const LEAST_ATTACKS = 800;
const PATIENCE_MS = 120_000;

/** What Odoo may hear while an attack is judged: the walk over a path asks what fields there are. */
const LOOKING_UP = new Set(['fields_get']);

/** And before values are judged: the record that they are for, names in place of ids, rights for a dry run. */
const BEFORE_WRITING = new Set(['fields_get', 'read', 'search_read', 'search', 'name_search', 'has_access']);

/** Narrow questions of the gateway's own, in place of which nothing of the caller's can be asked. */
const OWN_QUESTIONS = new Set([
  'ir.model.get_available_models',
  'odoo_attachments ir.attachment.search_read',
  'odoo_report ir.actions.report.search_read',
]);

describe.each(['readonly', 'readwrite'] as const)('what is protected, against a %s key', (mode) => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let attacker: Attacker;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: mode, RATE_LIMIT_REQUESTS: '1000000' });
    attacker = await Attacker.on(gateway);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it.each([...attacksFor(mode, ANY_TARGETS)])(
    'stands: %s',
    async (_path, table) => {
      const failures: string[] = [];
      for (const attack of table) {
        sandbox.calls.clear();
        const failure = await attacker.attack(attack, () => overheard(attack, sandbox.calls.list));
        if (failure !== undefined) failures.push(failure);
      }
      expect(failures).toEqual([]);
    },
    PATIENCE_MS,
  );
});

/** What arrived at Odoo and should not have. */
function overheard({ writes, nonsense, sent }: Attack, calls: readonly LoggedCall[]): string | undefined {
  if (nonsense) return undefined;
  const allowed = writes ? BEFORE_WRITING : LOOKING_UP;
  const asker = askerOf(sent);
  const wrong = calls.find(({ model, method }) => {
    if (model === undefined) return false;
    const asked = `${model}.${method}`;
    if (OWN_QUESTIONS.has(asked) || OWN_QUESTIONS.has(`${asker} ${asked}`)) return false;
    return PROTECTED_MODELS.includes(model) || !allowed.has(String(method));
  });
  return wrong && `Odoo heard ${wrong.model}.${wrong.method}`;
}

/** The tool, or the one that looks reports up like this resource and its completions. */
function askerOf(sent: Sent): string {
  if ('tool' in sent) return sent.tool;
  const address = 'uri' in sent ? sent.uri : 'typed' in sent && 'template' in sent.of ? sent.of.template : '';
  return address.includes('report') ? 'odoo_report' : '';
}

it('is attacked in many ways', () => {
  const attacks = attacksByPath(ANY_TARGETS);
  process.stdout.write(`${countsByPath(attacks)}\n`);
  expect([...attacks.values()].flat().length).toBeGreaterThanOrEqual(LEAST_ATTACKS);
});
