import { plainToInstance } from 'class-transformer';
import { Validator } from './checks.js';
import { Environment } from './environment.js';
import { settings } from './setting.decorator.js';

/** A setting that stops the start. Holds its name and what was expected, never its value. */
export interface SettingProblem {
  readonly name: string;
  readonly problem: string;
}

export class ConfigurationError extends Error {
  constructor(readonly problems: readonly SettingProblem[]) {
    const width = Math.max(...problems.map(({ name }) => name.length));
    const lines = problems.map(({ name, problem }) => `  ${name.padEnd(width)}  ${problem}`);
    const count = problems.length === 1 ? '1 setting needs' : `${problems.length} settings need`;
    super(`${count} attention:\n${lines.join('\n')}\nEvery setting is explained in docs/operations/configuration.md.`);
    this.name = 'ConfigurationError';
  }
}

/**
 * Reads and checks the environment.
 * @throws ConfigurationError with all problems at once.
 */
export function readEnvironment(variables: Readonly<Record<string, unknown>>): Environment {
  const environment = plainToInstance(Environment, variables, { excludeExtraneousValues: true });
  const invalid = new Set(new Validator().validateSync(environment).map((error) => error.property));
  const problems = settings()
    .filter(({ name }) => invalid.has(name))
    .map((setting) => ({ name: setting.name, problem: describe(setting, isGiven(variables[setting.name])) }));
  problems.push(...contradictions(environment, invalid));
  if (problems.length > 0) throw new ConfigurationError(problems);
  return environment;
}

function describe(setting: { expects: string; example?: string }, given: boolean): string {
  const example = setting.example === undefined ? '' : `, such as ${setting.example}`;
  return `${given ? 'is not valid' : 'is missing'}: expected ${setting.expects}${example}`;
}

function isGiven(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

/** Settings that are right one by one and wrong together. */
function contradictions(environment: Environment, invalid: ReadonlySet<string>): SettingProblem[] {
  const problems: SettingProblem[] = [];
  // Without it the access file names the Odoos, with credentials of their own.
  if (environment.ODOO_URL !== undefined || environment.ACCESS_FILE === undefined) {
    problems.push(...credentialProblems(environment));
  }
  if (environment.REDIS_URL !== undefined && !invalid.has('REDIS_URL') && environment.STATE_SECRET === undefined) {
    problems.push({ name: 'STATE_SECRET', problem: 'is missing: replicas with REDIS_URL need the same one' });
  }
  if (!invalid.has('SEARCH_DEFAULT_ROWS') && environment.SEARCH_DEFAULT_ROWS > environment.SEARCH_MAX_ROWS) {
    problems.push({ name: 'SEARCH_DEFAULT_ROWS', problem: 'is above SEARCH_MAX_ROWS: expected at most that' });
  }
  if (environment.OAUTH_ISSUER !== undefined && environment.PUBLIC_URL === undefined) {
    problems.push({
      name: 'PUBLIC_URL',
      problem: 'is missing: OAUTH_ISSUER needs it, to name what its tokens are for',
    });
  }
  return problems;
}

function credentialProblems(environment: Environment): SettingProblem[] {
  const { ODOO_TRANSPORT: transport, ODOO_PASSWORD: password, ODOO_API_KEY: key } = environment;
  if (password === undefined && key === undefined) {
    return [{ name: 'ODOO_PASSWORD', problem: 'is missing: expected a password here or an API key in ODOO_API_KEY' }];
  }
  if (transport === 'session' && password === undefined) {
    const problem = 'is session, which needs ODOO_PASSWORD: Odoo refuses an API key there';
    return [{ name: 'ODOO_TRANSPORT', problem }];
  }
  if (transport === 'json2' && key === undefined) {
    return [{ name: 'ODOO_TRANSPORT', problem: 'is json2, which needs ODOO_API_KEY' }];
  }
  return [];
}
