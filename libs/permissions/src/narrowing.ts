import type { AccessRules } from '#libs/contracts';
import { memberPattern, namePattern } from './name-patterns.js';

/** A key's lists as questions. */
export interface Narrowing {
  /** The list that closes a model, if one does. */
  readonly closedBy: (model: string) => 'MODELS_ALLOW' | 'MODELS_DENY' | undefined;
  /** Whether it is denied. */
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
    closedBy: (model) => {
      if (denied?.test(model) === true) return 'MODELS_DENY';
      return allowed?.test(model) === false ? 'MODELS_ALLOW' : undefined;
    },
    field: memberPattern(fieldsDeny),
    method: memberPattern(methodsDeny),
  };
}
