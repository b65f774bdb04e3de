import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { type FixtureTool, type FixtureTools, said } from './fixture.js';
import { answersTo, ask, askUntilAnswered, form, type Questions, roots, sampling } from './questions.js';
import { seal, unseal } from './request-state.js';

const yourName = { user_name: form('What is your name?', { name: { type: 'string' } }) };
const confirm = { confirm: form('Please confirm', { ok: { type: 'boolean' } }) };
const everyKind = {
  ...yourName,
  greeting: sampling('Generate a greeting'),
  client_roots: roots,
};

/** What the client of a modern request says that it can do. */
function capabilitiesIn({ mcpReq }: ServerContext): ClientCapabilities {
  const envelope: Readonly<Record<string, unknown>> = mcpReq.envelope ?? {};
  return envelope[CLIENT_CAPABILITIES_META_KEY] ?? {};
}

function asking(description: string, questions: Questions): FixtureTool {
  return { description, call: (context) => askUntilAnswered(questions, context) };
}

/** Asks one set of questions after the other, and takes answers only with the state that it gave out with them. */
function askingInRounds(description: string, rounds: readonly Questions[]): FixtureTool {
  return {
    description,
    call: async (context) => {
      const state = await unseal(context);
      const asked = state && rounds[state.round];
      const round = state && asked && answersTo(asked, context) ? state.round + 1 : (state?.round ?? 0);
      const next = rounds[round];
      return next ? ask(next, await seal({ round }, context)) : said('state-ok');
    },
  };
}

/** Tools that need something of the user or of the client before they can answer. */
export const askingTools: FixtureTools = {
  test_input_required_result_elicitation: asking('Asks the user.', yourName),
  test_streaming_elicitation: asking('Asks the user.', yourName),
  test_input_required_result_sampling: asking('Asks the model.', {
    capital_question: sampling('What is the capital of France?'),
  }),
  test_missing_capability: asking('Asks the model.', { question: sampling('Anything?') }),
  test_input_required_result_list_roots: asking('Asks for the roots.', { client_roots: roots }),
  test_input_required_result_request_state: askingInRounds('Asks once.', [confirm]),
  test_input_required_result_tampered_state: askingInRounds('Asks once.', [confirm]),
  test_input_required_result_multiple_inputs: askingInRounds('Asks everything at once.', [everyKind]),
  test_input_required_result_multi_round: askingInRounds('Asks twice.', [
    { step1: form('Step 1: What is your name?', { name: { type: 'string' } }) },
    { step2: form('Step 2: What is your favorite color?', { color: { type: 'string' } }) },
  ]),
  test_input_required_result_capabilities: {
    description: 'Asks only what the client can answer.',
    call: (context) => {
      const { elicitation, sampling: model } = capabilitiesIn(context);
      const questions = { ...(elicitation && yourName), ...(model && { greeting: everyKind.greeting }) };
      return askUntilAnswered(questions, context);
    },
  },
};
