import type { AccessRules, NameRules, OwnRules, Principal } from '#libs/contracts';
import { classOf } from './method-classes.js';
import { memberPattern, namePattern } from './name-patterns.js';

type GatewayRule = 'MODELS_ALLOW' | 'MODELS_DENY' | 'FIELDS_DENY' | 'METHODS_DENY';
type OwnRule = `${keyof OwnRules}.${keyof NameRules}`;

/** The list that closes something: a setting of the gateway's, or one in the key's own entry. */
export type Rule = GatewayRule | OwnRule;

/** A key's lists as questions: which of them closes this? */
export interface Narrowing {
  readonly model: (model: string) => Rule | undefined;
  readonly field: (model: string, field: string) => Rule | undefined;
  readonly method: (model: string, method: string) => Rule | undefined;
  /** What shows names of records: methods, and fields that lead to them. */
  readonly names: (model: string) => { readonly rule: Rule; readonly field: string } | undefined;
}

const compiled = new WeakMap<AccessRules, Narrowing>();
const pairs = new WeakMap<OwnRules, { readonly gateway: Narrowing; readonly narrowing: Narrowing }>();

/** The gateway's rules and the caller's own: what either closes is closed. One object for the same rules. */
export function narrowing({ rules, ownRules }: Pick<Principal, 'rules' | 'ownRules'>): Narrowing {
  const gateway = compiledOnce(rules);
  return ownRules ? together(gateway, ownRules) : gateway;
}

/** Compiled once for each set of rules, and forgotten with it. */
function compiledOnce(rules: AccessRules): Narrowing {
  let questions = compiled.get(rules);
  if (!questions) {
    questions = compile(rules);
    compiled.set(rules, questions);
  }
  return questions;
}

/** The gateway's questions with those of a key's own lists; a new configuration brings new ones. */
function together(gateway: Narrowing, ownRules: OwnRules): Narrowing {
  let pair = pairs.get(ownRules);
  if (pair?.gateway !== gateway) {
    pair = { gateway, narrowing: both(gateway, compileOwn(ownRules)) };
    pairs.set(ownRules, pair);
  }
  return pair.narrowing;
}

function both(first: Narrowing, second: Narrowing): Narrowing {
  return {
    model: (model) => first.model(model) ?? second.model(model),
    field: (model, field) => first.field(model, field) ?? second.field(model, field),
    method: (model, method) => first.method(model, method) ?? second.method(model, method),
    names: (model) => first.names(model) ?? second.names(model),
  };
}

const NAMES = ['display_name', 'name'] as const;

function compile({ modelsAllow, modelsDeny, fieldsDeny, methodsDeny }: AccessRules): Narrowing {
  const allowed = namePattern(modelsAllow);
  const denied = namePattern(modelsDeny);
  const deniedField = memberPattern(fieldsDeny);
  const deniedMethod = memberPattern(methodsDeny);
  return {
    model: (model) => {
      if (denied?.test(model) === true) return 'MODELS_DENY';
      return allowed?.test(model) === false ? 'MODELS_ALLOW' : undefined;
    },
    field: (model, field) => (deniedField(model, field) ? 'FIELDS_DENY' : undefined),
    method: (model, method) => (deniedMethod(model, method) ? 'METHODS_DENY' : undefined),
    names: (model) => {
      const field = NAMES.find((name) => deniedField(model, name));
      return field && { rule: 'FIELDS_DENY', field };
    },
  };
}

function compileOwn({ models, fields, methods }: OwnRules): Narrowing {
  const allowedModels = namePattern(models.allow);
  const deniedModels = namePattern(models.deny);
  const [deniedField, deniedMethod] = [memberPattern(fields.deny), memberPattern(methods.deny)];
  const opensField = allows(fields.allow);
  const opensMethod = allows(methods.allow);
  // Whichever of the two is open tells the same.
  const opensNames = (model: string): boolean => NAMES.some((name) => opensField(model, name));
  const isOpen = (model: string, field: string): boolean =>
    field === 'id' || opensField(model, field) || (field === 'display_name' && opensNames(model));
  return {
    model: (model) => {
      if (deniedModels?.test(model) === true) return 'models.deny';
      return allowedModels?.test(model) === false ? 'models.allow' : undefined;
    },
    field: (model, field) => {
      if (deniedField(model, field)) return 'fields.deny';
      return isOpen(model, field) ? undefined : 'fields.allow';
    },
    method: (model, method) => {
      if (deniedMethod(model, method)) return 'methods.deny';
      return classOf(method) === 'read' || opensMethod(model, method) ? undefined : 'methods.allow';
    },
    names: (model) => {
      const field = NAMES.find((name) => deniedField(model, name));
      if (field) return { rule: 'fields.deny', field };
      return opensNames(model) ? undefined : { rule: 'fields.allow', field: 'display_name' };
    },
  };
}

/** Everything, where nothing is listed. */
function allows(entries: readonly string[]): (model: string, member: string) => boolean {
  return entries.length === 0 ? () => true : memberPattern(entries);
}
