import { OdooUnavailable } from '#libs/contracts';
import { json, odooConfig, rpc, type ScriptedOdoo, startScriptedOdoo } from '../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../test/fixtures/upstream.js';
import { OdooHttp } from './odoo-http.js';
import { probeVersion } from './odoo-version.js';

describe('probeVersion', () => {
  let odoo: ScriptedOdoo;
  let http: OdooHttp;

  beforeEach(async () => {
    odoo = await startScriptedOdoo((_request, response) => void response.writeHead(404).end('<html>'));
    http = new OdooHttp(odooConfig(odoo.url), upstreamOf(odooConfig(odoo.url)));
  });

  afterEach(async () => {
    await http.close();
    await odoo.close();
  });

  /** 14 … 18 know only the second address. */
  const answerClassic = (result: unknown) =>
    odoo.answer(({ path }, response) => {
      if (path === '/web/webclient/version_info') rpc(response, result);
      else response.writeHead(404).end('<html>Not found</html>');
    });

  it('asks 19 once, with no credentials', async () => {
    odoo.answer((_request, response) => json(response, { version_info: [19, 0, 0, 'final', 0, ''], version: '19.0' }));
    expect(await probeVersion(http)).toEqual({ version: '19.0', major: 19 });
    expect(odoo.requests).toMatchObject([{ method: 'GET', path: '/web/version', body: undefined }]);
    expect(odoo.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    ['14.0', 14],
    ['16.0-20240101', 16],
    ['saas~18.2', 18],
    ['saas~18.2+e', 18],
    ['18.0+e', 18],
  ])('asks older ones in their way: %s', async (version, major) => {
    answerClassic({ server_version: version, server_version_info: [major, 0] });
    expect(await probeVersion(http)).toEqual({ version, major });
    expect(odoo.paths).toEqual(['/web/version', '/web/webclient/version_info']);
  });

  it.each<[string, unknown]>([
    ['no version', {}],
    ['a version that is no text', { server_version: 14 }],
    ['a version without a number', { server_version: 'latest' }],
    ['nothing', null],
    ['text', 'Odoo'],
  ])('is told by %s that this is no Odoo', async (_what, result) => {
    answerClassic(result);
    await expect(probeVersion(http)).rejects.toBeInstanceOf(OdooUnavailable);
  });

  it.each<[string, string]>([
    ['a page', '<html>Welcome</html>'],
    ['null', 'null'],
    ['a list', '[]'],
  ])('is told by %s that this is no Odoo', async (_what, text) => {
    odoo.answer((_request, response) => void response.end(text));
    await expect(probeVersion(http)).rejects.toThrow(/not one of Odoo's JSON answers/);
  });
});
