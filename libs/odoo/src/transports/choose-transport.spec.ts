import type { OdooConfig, TransportChoice } from '#libs/config';
import { OdooUnavailable } from '#libs/contracts';
import { odooConfig } from '../../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../../test/fixtures/upstream.js';
import { OdooHttp } from '../odoo-http.js';
import { chooseTransport } from './choose-transport.js';
import { LoginGate } from './login-gate.js';
import { LoginPause } from './login-pause.js';
import type { TransportKind } from './transport.js';

const password = { password: 'p', apiKey: undefined };
const key = { password: undefined, apiKey: 'k' };
const both = { password: 'p', apiKey: 'k' };

describe('chooseTransport', () => {
  const http = new OdooHttp(odooConfig('http://127.0.0.1:1'), upstreamOf(odooConfig('http://127.0.0.1:1')));

  afterAll(() => http.close());

  const pause = new LoginPause(0, () => 0, new LoginGate({ loginPauseMs: 0, loginRefusals: 3 }, () => 0));
  const choose = (transport: TransportChoice, credentials: Partial<OdooConfig>, major: number) =>
    chooseTransport(http, odooConfig('http://127.0.0.1:1', { transport, ...credentials }), major, pause);

  it.each<[TransportChoice, string, Partial<OdooConfig>, number, TransportKind]>([
    ['auto', 'a password', password, 14, 'session'],
    ['auto', 'a password', password, 19, 'session'],
    ['auto', 'a key', key, 14, 'jsonrpc'],
    ['auto', 'a key', key, 18, 'jsonrpc'],
    ['auto', 'a key', key, 19, 'json2'],
    ['auto', 'a key', key, 20, 'json2'],
    ['auto', 'both', both, 14, 'session'],
    ['auto', 'both', both, 19, 'session'],
    ['session', 'a password', password, 19, 'session'],
    ['jsonrpc', 'a password', password, 19, 'jsonrpc'],
    ['jsonrpc', 'a key', key, 19, 'jsonrpc'],
    ['json2', 'a key', key, 19, 'json2'],
    ['json2', 'both', both, 20, 'json2'],
  ])('%s with %s on %i', (transport, _with, credentials, major, kind) => {
    expect(choose(transport, credentials, major).kind).toBe(kind);
  });

  it('refuses JSON-2 with an Odoo that has none', () => {
    expect(() => choose('json2', key, 18)).toThrow(OdooUnavailable);
    expect(() => choose('json2', key, 18)).toThrow('Odoo 18 has no JSON-2.');
  });
});
