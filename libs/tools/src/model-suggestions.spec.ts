import { NotFound, type RecordFiles } from '#libs/contracts';
import { suggestingModels } from './model-suggestions.js';

const names = ['res.partner', 'sale.order'].map((model) => ({ model, name: model }));
const files = (models: RecordFiles['models']) => ({ models }) as RecordFiles;
const failing = (error: Error) => async () => {
  throw error;
};

const hintOf = async (error: Error, models: RecordFiles['models'] = async () => names): Promise<string | undefined> => {
  try {
    await suggestingModels(files(models), failing(error));
  } catch (thrown) {
    return thrown instanceof NotFound ? thrown.hint : 'another error';
  }
  return 'no error';
};

const unknown = (model: string) =>
  new NotFound(`The model ${model} does not exist in this Odoo.`, { hint: 'Check it.' });

describe('suggestingModels', () => {
  it('names the models that may have been meant', async () => {
    expect(await hintOf(unknown('sale.orders'))).toBe('Did you mean sale.order? odoo_models finds models by words.');
  });

  it('keeps the hint where none is near, or none may be listed', async () => {
    const hint = 'Check it. odoo_models finds models by words.';
    expect(await hintOf(unknown('zebra.crossing'))).toBe(hint);
    expect(await hintOf(unknown('sale.orders'), failing(new Error('closed')))).toBe(hint);
  });

  it('leaves any other error as it is', async () => {
    const error = new NotFound('A record does not exist.');
    await expect(
      suggestingModels(
        files(async () => names),
        failing(error),
      ),
    ).rejects.toBe(error);
  });

  it('is out of the way of what succeeds', async () => {
    const models = jest.fn();
    expect(await suggestingModels(files(models), async () => 5)).toBe(5);
    expect(models).not.toHaveBeenCalled();
  });
});
