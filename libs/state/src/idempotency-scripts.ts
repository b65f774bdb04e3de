import { type CommandParser, defineScript } from '@redis/client';

/** Where a record is kept, and how long, in milliseconds. */
export interface ScriptRecord {
  readonly key: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly ttlMs: number;
}

/** By Redis's clock, so that replicas need not agree on theirs. Looks at what is there, as it is by now. */
const LOOK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local kept = redis.call('HMGET', KEYS[1], 'owner', 'state', 'lease')
local owner, state, lease = kept[1], kept[2], tonumber(kept[3] or '0')
if state == 'begun' and lease <= now then
  redis.call('DEL', KEYS[1])
  owner, state = false, false
elseif state == 'sending' and lease <= now then
  redis.call('HSET', KEYS[1], 'state', 'unknown')
  state = 'unknown'
end
`;

const TOUCH = `
redis.call('HSET', KEYS[1], 'lease', now + tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
`;

function parseRecord(parser: CommandParser, { key, owner, leaseMs, ttlMs }: ScriptRecord, ...more: string[]): void {
  parser.pushKey(key);
  parser.push(owner, String(leaseMs), String(ttlMs), ...more);
}

/** `begun`; or `running`, `other`; or `kept` and `unknown`, each with its note. */
export const BEGIN_KEYED = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: `${LOOK}
if state then
  if redis.call('HGET', KEYS[1], 'digest') ~= ARGV[4] then return { 'other' } end
  if state == 'kept' or state == 'unknown' then return { state, redis.call('HGET', KEYS[1], 'note') } end
  return { 'running' }
end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'state', 'begun', 'digest', ARGV[4], 'note', '')
${TOUCH}
return { 'begun' }
`,
  parseCommand: (parser: CommandParser, record: ScriptRecord, digest: string) => parseRecord(parser, record, digest),
  transformReply: (reply: string[]) => reply,
});

/** 1, or 0 where the place is not the owner's any more. */
export const SEND_KEYED = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: `${LOOK}
if owner ~= ARGV[1] or (state ~= 'begun' and state ~= 'sending') then return 0 end
redis.call('HSET', KEYS[1], 'state', 'sending', 'note', ARGV[4])
${TOUCH}
return 1
`,
  parseCommand: (parser: CommandParser, record: ScriptRecord, note: string) => parseRecord(parser, record, note),
  transformReply: (reply: number) => reply,
});

export const RENEW_KEYED = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: `${LOOK}
if owner == ARGV[1] then ${TOUCH} end
`,
  parseCommand: (parser: CommandParser, record: ScriptRecord) => parseRecord(parser, record),
  transformReply: (_reply: unknown): void => undefined,
});

/** To `kept` or `unknown`; also where the owner was taken to be gone, if nobody has begun anew. */
export const END_KEYED = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: `${LOOK}
if owner ~= ARGV[1] then return end
redis.call('HSET', KEYS[1], 'state', ARGV[4], 'note', ARGV[5])
${TOUCH}
`,
  parseCommand: (parser: CommandParser, record: ScriptRecord, state: 'kept' | 'unknown', note: string) =>
    parseRecord(parser, record, state, note),
  transformReply: (_reply: unknown): void => undefined,
});

export const FREE_KEYED = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: `${LOOK}
if owner == ARGV[1] then redis.call('DEL', KEYS[1]) end
`,
  parseCommand: (parser: CommandParser, record: ScriptRecord) => parseRecord(parser, record),
  transformReply: (_reply: unknown): void => undefined,
});
