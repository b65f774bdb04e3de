import { defineResource, InvalidArguments, NotFound } from '#libs/contracts';
import { modelCompleter } from '../completers/model.completer.js';
import { recordIdCompleter } from '../completers/record-id.completer.js';
import { smartFields } from '../smart-fields.js';
import { JSON_TYPE, jsonBody } from './json-body.js';

export const recordResource = defineResource({
  name: 'record',
  title: 'Record',
  description: 'One record, by its model and id: its telling fields.',
  mimeType: JSON_TYPE,
  uri: 'odoo://records/{model}/{id}',
  async read({ model = '', id = '' }, { odoo, schema }) {
    if (!/^[1-9]\d{0,15}$/.test(id)) throw new InvalidArguments('A record is named by a whole number.');
    const [record] = await odoo.read(model, [Number(id)], smartFields(await schema.fieldsOf(model)));
    if (!record) throw new NotFound(`${model} has no record ${id}, or none that may be read.`);
    return jsonBody({ model, record });
  },
  complete: { model: modelCompleter, id: recordIdCompleter },
});
