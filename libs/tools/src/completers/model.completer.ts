import type { Completer } from '#libs/contracts';
import { beginningFirst } from './found-values.js';

export const modelCompleter: Completer = {
  offers: 'models',
  async find(typed, { files }) {
    const names = (await files.models()).map(({ model }) => model);
    return { values: beginningFirst(names, typed), more: false };
  },
};
