import type { ContentBlock, GetPromptResult } from '@modelcontextprotocol/server';
import { type FixturePrompts, PNG } from './fixture.js';
import { answersTo, ask, form } from './questions.js';

const userContext = {
  user_context: form('What context should the prompt use?', { context: { type: 'string' } }),
};

/** A prompt of what the user says. */
function said(...contents: readonly ContentBlock[]): GetPromptResult {
  return { messages: contents.map((content) => ({ role: 'user', content })) };
}

function text(words: string): ContentBlock {
  return { type: 'text', text: words };
}

/** Prompts with every kind of content. */
export const fixturePrompts: FixturePrompts = {
  test_simple_prompt: {
    description: 'A text.',
    get: () => said(text('This is a simple prompt for testing.')),
  },
  test_prompt_with_arguments: {
    description: 'A text with the arguments in it.',
    arguments: [
      { name: 'arg1', required: true },
      { name: 'arg2', required: true },
    ],
    get: (_context, { arg1, arg2 }) => said(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  },
  test_prompt_with_embedded_resource: {
    description: 'A resource.',
    arguments: [{ name: 'resourceUri', required: true }],
    get: (_context, { resourceUri: uri = '' }) =>
      said(
        { type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' } },
        text('Please process the embedded resource above.'),
      ),
  },
  test_prompt_with_image: {
    description: 'An image.',
    get: () => said({ type: 'image', data: PNG, mimeType: 'image/png' }, text('Please analyze the image above.')),
  },
  test_input_required_result_prompt: {
    description: 'A text that the user is asked about.',
    get: (context) => {
      const answers = answersTo(userContext, context);
      return answers ? said(text(JSON.stringify(answers))) : ask(userContext);
    },
  },
};
