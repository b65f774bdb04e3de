import type { Completer } from '#libs/contracts';
import { beginningFirst } from './found-values.js';

export const modelCompleter: Completer = {
  offers: 'models',
  async find(typed, { files }) {
    const models = await files.models();
    return {
      values: beginningFirst(
        models.map(({ model }) => model),
        typed,
      ),
      more: false,
    };
  },
};
