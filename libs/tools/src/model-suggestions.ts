import { NotFound, type RecordFiles, suggestion } from '#libs/contracts';

/** How every transport's error for an unknown model begins. */
const UNKNOWN_MODEL = /^The model (?<model>\S+) does not exist/;

/**
 * Runs a tool; where it names a model that this Odoo does not have, the error names those that may have been meant. Only
 * models that the caller may know of are named.
 */
export async function suggestingModels<Result>(files: RecordFiles, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const model = error instanceof NotFound ? UNKNOWN_MODEL.exec(error.message)?.groups?.['model'] : undefined;
    if (!(error instanceof NotFound) || model === undefined) throw error;
    const nearest = suggestion(model, await knownModels(files));
    const hint = `${nearest ?? error.hint ?? ''} odoo_models finds models by words.`.trim();
    throw new NotFound(error.message, { hint, layer: error.layer, cause: error.cause });
  }
}

/** The list helps to explain a failure, and must not put another one in its place. */
async function knownModels(files: RecordFiles): Promise<string[]> {
  try {
    return (await files.models()).map(({ model }) => model);
  } catch {
    return [];
  }
}
