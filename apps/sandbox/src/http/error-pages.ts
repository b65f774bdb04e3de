import type { OdooVersion } from '../orm/model-definition.js';
import { htmlAnswer, NO_SNIFF, type Answer } from './answer.js';

const DOCTYPE_14 = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n';

const page14 = (status: number, title: string, text: string): Answer =>
  htmlAnswer(status, `${DOCTYPE_14}<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n`);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** An address that Odoo does not know, asked for by a browser. */
export const missingPage = (version: OdooVersion): Answer =>
  htmlAnswer(
    404,
    `<!DOCTYPE html>\n<html>\n    <head>\n        <title>${version === 14 ? 'Odoo' : '404: Not Found'}</title>\n` +
      "    </head>\n    <body>\n        <h1>We couldn't find the page you're looking for!</h1>\n    </body>\n</html>\n",
    { 'content-type': 'text/html;charset=utf-8' },
  );

export const invalidJsonPage = (version: OdooVersion, body: string): Answer =>
  version === 19
    ? htmlAnswer(400, 'Invalid JSON data', NO_SNIFF)
    : page14(400, 'Bad Request', `Invalid JSON data: '${escaped(body)}'`);

/** JSON, but no JSON-RPC request: 14 falls over it. */
export const internalErrorPage = (version: OdooVersion): Answer =>
  version === 19
    ? htmlAnswer(400, 'Invalid JSON-RPC data', NO_SNIFF)
    : page14(
        500,
        'Internal Server Error',
        'The server encountered an internal error and was unable to complete your request. ' +
          'Either the server is overloaded or there is an error in the application.',
      );

/** A body that does not say it is JSON. */
export const wrongTypePage = (version: OdooVersion, path: string, wanted: 'jsonrpc' | 'json2'): Answer =>
  version === 19
    ? htmlAnswer(
        415,
        '<!doctype html>\n<html lang=en>\n<title>415 Unsupported Media Type</title>\n' +
          '<h1>Unsupported Media Type</h1>\n<p>Request inferred type is compatible with [&#39;http&#39;] but ' +
          `&#39;${escaped(path)}&#39; is type=&#39;${wanted}&#39;.<br><br>` +
          'Please verify the Content-Type request header and try again.</p>\n',
        { accept: wanted === 'json2' ? 'application/json' : 'application/json, application/json-rpc' },
      )
    : page14(400, 'Bad Request', 'Session expired (invalid CSRF token)');

/** JSON-2 without a database that is there. */
export const noDatabasePage = (): Answer =>
  htmlAnswer(
    404,
    '<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n' +
      '<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n' +
      '<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n' +
      '<!-- Alternatively, use the X-Odoo-Database header. -->\n',
  );
