// `npm run audit -- verify FILE…`: whether an audit log is whole. Ends with 0, with 1 for a log that is not, else with 2.
import { parseArgs } from 'node:util';
import { BrokenChain, verifyChain } from '#libs/observability';

const USAGE = `Usage: npm run audit -- verify FILE... [--anchor HASH]

Checks every line of the files, which are parts of one log, oldest first. The end is
checked against FILE.head beside the last one.
  --anchor HASH   a hash that must be in the log, as the gateway's own log has kept it
  AUDIT_SECRET    in the environment, where the gateway has one
`;

async function verify(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { anchor: { type: 'string', multiple: true } },
  });
  const [command, first, ...more] = positionals;
  if (command !== 'verify' || first === undefined) throw new Error(USAGE);
  const secret = process.env['AUDIT_SECRET'] || undefined;
  const chain = await verifyChain([first, ...more], { secret, anchors: values.anchor ?? [] });
  const { lines, last, unfinished } = chain;
  console.log(`The log is whole: ${lines} lines, ${chain.first} to ${last.seq}. Last hash: ${last.hash}`);
  if (unfinished.length > 0) console.log(`Begun, and no line tells how it ended: ${unfinished.join(', ')}.`);
}

verify().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = error instanceof BrokenChain ? 1 : 2;
});
