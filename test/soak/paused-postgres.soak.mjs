// Odoo takes connections and calls and does not answer them, as it does while its database stands still.
import { WireProxy } from '../faults/wire-proxy.ts';
import { absence } from './absence.mjs';
import { atLeast, atMost } from './figure.ts';
import { ownTags, realOdoo } from './real-odoo.mjs';

/** Real Odoo does the writes: it has others to serve. */
const RATE = 4;
const AWAY_MS = 60_000;
const SHORT_AWAY_MS = 10_000;

export const title = `The database stands still for ${AWAY_MS / 1000} s under ${RATE} writes/s: real Odoo 19 takes calls, and its answers do not come (they are held on the way, for others use that database)`;
export const pass =
  'As for an Odoo that is away; and every write is done at most once, and is when its caller was told so';

export async function run({ short }) {
  await using open = new AsyncDisposableStack();
  const odoo = realOdoo();
  const proxy = open.adopt(await WireProxy.start(odoo.url), (started) => started.close());
  const tags = open.adopt(await ownTags(odoo), (own) => own.close());
  const way = {
    odoo: { ...odoo, url: proxy.url },
    proxy,
    leave: () => proxy.behave({ down: { cut: { afterBytes: 0, by: 'black-hole' } } }),
    comeBack: () => proxy.behave({}),
  };
  const call = ['odoo_create', { model: 'res.partner.category', values: { name: tags.name } }];
  const { figures, outcomes } = await absence('writes', way, {
    call,
    rate: RATE,
    awayMs: short ? SHORT_AWAY_MS : AWAY_MS,
  });
  const done = await tags.count();
  const of = (wanted) => outcomes.filter(({ code }) => code === wanted).length;
  return [
    ...figures,
    atLeast('writes done', done, of('ok'), { note: `${of('ok')} callers were told so` }),
    atMost('writes done', done, of('ok') + of('outcome_unknown'), {
      note: `${of('outcome_unknown')} callers were told that it is unknown`,
    }),
  ];
}
