import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OdooUnavailable } from '#libs/contracts';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { json, odooConfig, type ScriptedOdoo, startScriptedOdoo } from '../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../test/fixtures/upstream.js';
import { OdooHttp } from './odoo-http.js';

const read = { path: '/x', body: { a: 1 }, readsOnly: true };
const write = { ...read, readsOnly: false };

describe('OdooHttp over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-http-'));
  const certificate = selfSigned(folder);
  let http: OdooHttp;
  let server: { close(): unknown } | undefined;

  afterEach(async () => {
    await http.close();
    await server?.close();
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  async function startOdoo(tls?: typeof certificate): Promise<ScriptedOdoo> {
    const odoo = await startScriptedOdoo((_request, response) => json(response, true), tls);
    server = odoo;
    return odoo;
  }

  it('trusts the certificate authority that the operator names', async () => {
    const { url } = await startOdoo(certificate);
    http = new OdooHttp(
      odooConfig(url, { ca: certificate.cert }),
      upstreamOf(odooConfig(url, { ca: certificate.cert })),
    );
    expect((await http.send(write)).json).toBe(true);
  });

  it('sends nothing to a server that it cannot trust', async () => {
    const odoo = await startOdoo(certificate);
    http = new OdooHttp(odooConfig(odoo.url), upstreamOf(odooConfig(odoo.url)));
    const error = await failureOf(http.send(write));
    expect(error).toBeInstanceOf(OdooUnavailable);
    expect(error).toMatchObject({ hint: expect.stringContaining('SELF_SIGNED_CERT') as string });
    expect(odoo.requests).toEqual([]);
  });

  it('has sent nothing to a server that speaks no TLS', async () => {
    const { url } = await startOdoo();
    http = new OdooHttp(
      odooConfig(url.replace('http:', 'https:')),
      upstreamOf(odooConfig(url.replace('http:', 'https:'))),
    );
    expect(await failureOf(http.send(write))).toBeInstanceOf(OdooUnavailable);
  });

  it('has sent nothing where the connection ends before TLS has begun', async () => {
    const listener = createServer((socket) => socket.once('data', () => socket.destroy()));
    server = listener;
    await new Promise<void>((resolve) => {
      listener.listen(0, '127.0.0.1', resolve);
    });
    http = new OdooHttp(
      odooConfig(`https://127.0.0.1:${(listener.address() as AddressInfo).port}`),
      upstreamOf(odooConfig(`https://127.0.0.1:${(listener.address() as AddressInfo).port}`)),
    );
    expect(await failureOf(http.send(write))).toBeInstanceOf(OdooUnavailable);
  });

  it('speaks HTTP/1.1 where HTTP/2 is offered, so that a socket serves one call at a time', async () => {
    const versions: string[] = [];
    const listener = createSecureServer({ ...certificate, allowHTTP1: true }, (request, response) => {
      versions.push(request.httpVersion);
      response.end('{}');
    });
    server = listener;
    await new Promise<void>((resolve) => {
      listener.listen(0, '127.0.0.1', resolve);
    });
    const url = `https://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    http = new OdooHttp(
      odooConfig(url, { ca: certificate.cert }),
      upstreamOf(odooConfig(url, { ca: certificate.cert })),
    );
    await http.send(read);
    expect(versions).toEqual(['1.1']);
  });
});

function selfSigned(folder: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=odoo.test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
      .concat(subject)
      .concat(['-keyout', key, '-out', cert]),
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
