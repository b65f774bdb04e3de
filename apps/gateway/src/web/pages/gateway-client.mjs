import { problemIn, unreachable } from './gateway-problem.mjs';

/** An address of the gateway that serves this page, also where an ingress puts a path before it. */
export const addressOf = (path) => new URL(path.replace(/^\//, ''), document.baseURI);

/** Asks the public API as the holder of a key, and notes each call in the log. */
export class GatewayClient {
  /** @param key undefined where the gateway has none and serves its own machine. */
  constructor(key, log) {
    this.key = key;
    this.log = log;
    /** The Odoo that calls go to; the key's first one while undefined. */
    this.connection = undefined;
  }

  /** @throws GatewayProblem */
  async json(path, options) {
    return (await this.ask(path, options)).json();
  }

  /** The result of a tool. @throws GatewayProblem */
  async tool(name, args, options = {}) {
    const body = { name, arguments: args };
    return (await this.json('mcp/tools/call', { label: name, ...options, body })).result;
  }

  /** A resource that is JSON. @throws GatewayProblem */
  async resource(uri, options = {}) {
    const { result } = await this.json('mcp/resources/read', { label: uri, ...options, body: { params: { uri } } });
    return JSON.parse(result.contents[0].text);
  }

  /**
   * An answer that is one of success, its body still to be read.
   * @param options.body sent as JSON, by POST unless `method` says otherwise. @throws GatewayProblem
   */
  async ask(path, { label = path, body, method = body === undefined ? 'GET' : 'POST', headers = {}, ...options } = {}) {
    const noted = this.log.begin(label);
    const response = await fetch(addressOf(path), {
      ...options,
      method,
      headers: { ...this.headers(options.connection), ...(body !== undefined && JSON_TYPE), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...FETCH_OPTIONS,
    }).catch((error) => {
      noted.end(0);
      throw error.name === 'AbortError' ? error : unreachable();
    });
    noted.end(response.status);
    this.log.standing = response.headers.get('ratelimit') ?? this.log.standing;
    if (!response.ok) throw problemIn(response, await response.text());
    return response;
  }

  /** What tells the gateway who asks, and of which Odoo. The key is never part of an address. */
  headers(connection = this.connection) {
    return {
      ...(this.key !== undefined && { authorization: `Bearer ${this.key}` }),
      ...(connection !== undefined && { 'x-odoo-connection': connection }),
    };
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FETCH_OPTIONS = { cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' };
