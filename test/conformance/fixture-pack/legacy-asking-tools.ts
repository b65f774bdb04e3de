import type { FixtureTools } from './fixture.js';
import { askUntilAnswered, form, sampling } from './questions.js';

const CHOICES = ['option1', 'option2', 'option3'];
const TITLED = [
  { const: 'value1', title: 'First Option' },
  { const: 'value2', title: 'Second Option' },
];

/** Tools that the program calls in the legacy era, where a question is a request of the server. */
export const legacyAskingTools: FixtureTools = {
  test_sampling: {
    description: 'Asks the model.',
    inputSchema: { type: 'object', properties: { prompt: { type: 'string' } }, required: ['prompt'] },
    call: (context, { prompt }) => askUntilAnswered({ question: sampling(String(prompt)) }, context),
  },
  test_elicitation: {
    description: 'Asks the user.',
    inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    call: (context, { message }) => {
      const user = form(String(message), { username: { type: 'string' }, email: { type: 'string' } });
      return askUntilAnswered({ user }, context);
    },
  },
  test_elicitation_sep1034_defaults: {
    description: 'Asks the user, and suggests the answers.',
    call: (context) => {
      const user = form('Is this right?', {
        name: { type: 'string', default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
        verified: { type: 'boolean', default: true },
      });
      return askUntilAnswered({ user }, context);
    },
  },
  test_elicitation_sep1330_enums: {
    description: 'Lets the user choose in every way there is.',
    call: (context) => {
      const user = form('Choose.', {
        untitledSingle: { type: 'string', enum: CHOICES },
        titledSingle: { type: 'string', oneOf: TITLED },
        legacyEnum: {
          type: 'string',
          enum: ['opt1', 'opt2', 'opt3'],
          enumNames: ['Option One', 'Option Two', 'Option Three'],
        },
        untitledMulti: { type: 'array', items: { type: 'string', enum: CHOICES } },
        titledMulti: { type: 'array', items: { anyOf: TITLED } },
      });
      return askUntilAnswered({ user }, context);
    },
  },
};
