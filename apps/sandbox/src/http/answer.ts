/** An HTTP answer before it is sent, or spoilt. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const;

/** What 19 adds to every answer but a fault. */
export const NO_SNIFF = { 'x-content-type-options': 'nosniff' } as const;

export const jsonAnswer = (body: string, headers: Answer['headers'] = {}, status = 200): Answer => ({
  status,
  headers: { ...JSON_HEADERS, ...headers },
  body,
});

export const htmlAnswer = (status: number, body: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body,
});
