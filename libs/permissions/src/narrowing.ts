import type { AccessRules } from '#libs/contracts';
import { memberPattern, namePattern } from './name-patterns.js';

/** A key's lists as questions; each answers true for what is denied. */
export interface Narrowing {
  readonly model: (model: string) => boolean;
  readonly field: (model: string, field: string) => boolean;
  readonly method: (model: string, method: string) => boolean;
}

const compiled = new WeakMap<AccessRules, Narrowing>();

/** Compiled once for each set of rules, and forgotten with it. */
export function narrowing(rules: AccessRules): Narrowing {
  let questions = compiled.get(rules);
  if (!questions) {
    questions = compile(rules);
    compiled.set(rules, questions);
  }
  return questions;
}

function compile({ modelsAllow, modelsDeny, fieldsDeny, methodsDeny }: AccessRules): Narrowing {
  const allowed = namePattern(modelsAllow);
  const denied = namePattern(modelsDeny);
  return {
    model: (model) => allowed?.test(model) === false || denied?.test(model) === true,
    field: memberPattern(fieldsDeny),
    method: memberPattern(methodsDeny),
  };
}
