import type { OdooVersion } from '../orm/model-definition.js';
import type { OdooFault } from '../orm/odoo-fault.js';
import { pythonRepr } from '../orm/python-text.js';

const FRAMES: Readonly<Record<OdooVersion, string>> = {
  14:
    '  File "/usr/lib/python3/dist-packages/odoo/addons/base/models/ir_http.py", line 237, in _dispatch\n' +
    '    result = request.dispatch()\n' +
    '  File "/usr/lib/python3/dist-packages/odoo/http.py", line 683, in dispatch\n' +
    '    result = self._call_function(**self.params)\n',
  19:
    '  File "/usr/lib/python3/dist-packages/odoo/http.py", line 2273, in _serve_db\n' +
    '    return service_model.retrying(serve_func, env=self.env)\n' +
    '  File "/usr/lib/python3/dist-packages/odoo/service/model.py", line 184, in retrying\n' +
    '    result = func()\n',
};

/** Made up, but with what a real one gives away: paths, code and the message. A login that 19 refuses has no frames. */
export function tracebackOf(version: OdooVersion, { fault, message }: OdooFault): string {
  const name = fault.replace(/^builtins\./, '');
  // KeyError shows the key as Python writes it.
  const words = fault === 'builtins.KeyError' ? pythonRepr(message) : message;
  const last = message === '' ? `${name}\n` : `${name}: ${words}\n`;
  if (version === 19 && fault === 'odoo.exceptions.AccessDenied') return last;
  return `Traceback (most recent call last):\n${FRAMES[version]}${last}`;
}
