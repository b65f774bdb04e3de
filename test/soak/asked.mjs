// Questions to a module that is loaded into a program.
import { once } from 'node:events';

/** @returns its answer. One question at a time. */
export async function asked({ child }, question) {
  const answered = once(child, 'message');
  child.send(question);
  const [answer] = await answered;
  return answer;
}
