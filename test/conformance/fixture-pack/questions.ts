import {
  acceptedContent,
  type CallToolResult,
  type InputRequest,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { said } from './fixture.js';

type Answers = ServerContext['mcpReq']['inputResponses'];

/** What the user or the client is asked, and what there is of an answer. */
export interface Question {
  readonly request: InputRequest;
  /** @returns undefined while it is missing, refused or of another kind. */
  answerIn(answers: Answers, key: string): unknown;
}

/** By the key that the program expects. */
export type Questions = Readonly<Record<string, Question>>;

type FormProperties = Extract<
  Parameters<typeof inputRequired.elicit>[0]['requestedSchema'],
  { properties: unknown }
>['properties'];

/** Asks the user to fill a form in. */
export function form(message: string, properties: FormProperties): Question {
  const required = Object.keys(properties);
  return {
    request: inputRequired.elicit({ message, requestedSchema: { type: 'object', properties, required } }),
    answerIn: (answers, key) => {
      const content = acceptedContent(answers, key);
      return content && required.every((name) => name in content) ? content : undefined;
    },
  };
}

/** Asks the client's model. */
export function sampling(text: string): Question {
  return {
    request: inputRequired.createMessage({
      messages: [{ role: 'user', content: { type: 'text', text } }],
      maxTokens: 100,
    }),
    answerIn: (answers, key) => {
      const view = inputResponse(answers, key);
      return view.kind === 'sampling' ? view.result.content : undefined;
    },
  };
}

/** Asks the client for its roots. */
export const roots: Question = {
  request: inputRequired.listRoots(),
  answerIn: (answers, key) => {
    const view = inputResponse(answers, key);
    return view.kind === 'roots' ? view.roots : undefined;
  },
};

export function ask(questions: Questions, requestState?: string): InputRequiredResult {
  const inputRequests = Object.fromEntries(Object.entries(questions).map(([key, { request }]) => [key, request]));
  return inputRequired({ inputRequests, ...(requestState !== undefined && { requestState }) });
}

/** @returns what was answered, or undefined unless everything was. */
export function answersTo(questions: Questions, { mcpReq }: ServerContext): Record<string, unknown> | undefined {
  const answers = Object.entries(questions).map(([key, question]) => [
    key,
    question.answerIn(mcpReq.inputResponses, key),
  ]);
  return answers.some(([, answer]) => answer === undefined) ? undefined : Object.fromEntries(answers);
}

/** Says the answers, or asks for them again. */
export function askUntilAnswered(questions: Questions, context: ServerContext): CallToolResult | InputRequiredResult {
  const answers = answersTo(questions, context);
  return answers ? said(JSON.stringify(answers)) : ask(questions);
}
