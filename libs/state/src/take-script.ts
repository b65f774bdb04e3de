import { type CommandParser, defineScript } from '@redis/client';

/** One budget as the script gets it: milliseconds and points, all of them whole. */
export interface ScriptBudget {
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
  /** Points that were taken here and are not counted in Redis; below 0 where Redis counted some that were not taken. */
  readonly untold: number;
  /** What is known here to be taken at least, or 0 where that may be of a window that has ended, and how long it still lasts. */
  readonly atLeast: number;
  readonly restMs: number;
}

/**
 * A window that is known to a replica to last this much longer lasts in Redis too, whatever clocks and networks do. One that
 * is not there was lost.
 */
export const SURE_MS = 5000;

/** Points that a replica may take ahead, for calls that are still to come, where so many times as many are left. */
export const AHEAD_MOST = 16;
const LEFT_FOR_EACH = 100;

/**
 * Takes points of all budgets or of none, in one step, and of all alike up to so many more ahead. What a replica counted
 * while Redis was away is added first, and what it had ahead is given back; a Redis that has lost its counts learns from
 * the replica too how far they had come.
 */
export const TAKE = defineScript({
  SCRIPT: `
local points = tonumber(ARGV[1])
local used, rest, learned, fits, ahead = {}, {}, {}, 1, tonumber(ARGV[2])
for i, key in ipairs(KEYS) do
  local at = 3 + (i - 1) * 5
  local limit, window = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local untold, atLeast = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local shared, left = tonumber(redis.call('GET', key) or '0'), redis.call('PTTL', key)
  if left <= 0 then
    shared, left = 0, window
    if atLeast > 0 then left = tonumber(ARGV[at + 4]) end
  end
  used[i], rest[i] = math.max(shared + untold, atLeast), left
  learned[i] = used[i] ~= shared
  if used[i] + points > limit then fits = 0 end
  ahead = math.min(ahead, math.floor((limit - used[i] - points) / ${LEFT_FOR_EACH}))
  if left <= ${SURE_MS} then ahead = 0 end
end
ahead = ahead * fits
local answer = { fits, ahead }
for i, key in ipairs(KEYS) do
  used[i] = used[i] + points * fits + ahead
  if fits == 1 or learned[i] then redis.call('SET', key, used[i], 'PX', rest[i]) end
  answer[#answer + 1] = used[i]
  answer[#answer + 1] = rest[i]
end
return answer
`,
  parseCommand(parser: CommandParser, budgets: readonly ScriptBudget[], points: number, ahead: number) {
    parser.push(String(budgets.length));
    for (const { key } of budgets) parser.pushKey(key);
    parser.push(String(points), String(ahead));
    for (const { limit, windowMs, untold, atLeast, restMs } of budgets) {
      parser.push(...[limit, windowMs, untold, atLeast, restMs].map(String));
    }
  },
  /** Whether they fitted, points taken ahead; then for each budget the points used, with those, and the milliseconds left. */
  transformReply: (reply: number[]) => reply,
});
