import { defineResource, InvalidArguments, NotFound } from '#libs/contracts';
import { modelCompleter } from '../completers/model.completer.js';
import { recordIdCompleter } from '../completers/record-id.completer.js';
import { bytesOf, fittingRows } from '../shaping/byte-budget.js';
import { momentsIn } from '../shaping/moments-told.js';
import { smartFields } from '../smart-fields.js';
import { JSON_TYPE, jsonBody } from './json-body.js';

export const recordResource = defineResource({
  name: 'record',
  title: 'Record',
  description: 'One record, by its model and id: its telling fields.',
  mimeType: JSON_TYPE,
  uri: 'odoo://records/{model}/{id}',
  async read({ model = '', id = '' }, { odoo, schema, files, limits }) {
    if (!/^[1-9]\d{0,15}$/.test(id)) throw new InvalidArguments('A record is named by a whole number.');
    const definitions = await schema.fieldsOf(model);
    const fields = smartFields(definitions);
    const [record] = await odoo.read(model, [Number(id)], fields);
    if (!record) throw new NotFound(`${model} has no record ${id}, or none that may be read.`);
    const hint = 'Long texts are cut here: odoo_read gives the fields that are named.';
    const about = { model, ...(await momentsIn(fields, definitions, files)) };
    const frame = { ...about, record: {}, hint };
    const {
      rows: [shown],
    } = fittingRows([record], limits.responseBytes - bytesOf(frame));
    return jsonBody(shown === record ? { ...about, record } : { ...frame, record: shown });
  },
  complete: { model: modelCompleter, id: recordIdCompleter },
});
