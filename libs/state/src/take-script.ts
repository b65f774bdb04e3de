import { type CommandParser, defineScript } from '@redis/client';

/** One budget as the script gets it: milliseconds and points, all of them whole. */
export interface ScriptBudget {
  readonly key: string;
  readonly limit: number;
  readonly windowMs: number;
  /** Points that were taken here while Redis was away; below 0 where Redis counted some that were not. */
  readonly untold: number;
  /** What is known here to be taken at least, or 0 where that may be of a window that has ended, and how long it still lasts. */
  readonly atLeast: number;
  readonly restMs: number;
}

/**
 * Takes points of all budgets or of none, in one step. What a replica counted while Redis was away is added first; a
 * Redis that has lost its counts learns from the replica too how far they had come.
 */
export const TAKE = defineScript({
  SCRIPT: `
local points = tonumber(ARGV[1])
local used, rest, learned, fits = {}, {}, {}, 1
for i, key in ipairs(KEYS) do
  local at = 2 + (i - 1) * 5
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
end
local answer = { fits }
for i, key in ipairs(KEYS) do
  used[i] = used[i] + points * fits
  if fits == 1 or learned[i] then redis.call('SET', key, used[i], 'PX', rest[i]) end
  answer[#answer + 1] = used[i]
  answer[#answer + 1] = rest[i]
end
return answer
`,
  parseCommand(parser: CommandParser, budgets: readonly ScriptBudget[], points: number) {
    parser.push(String(budgets.length));
    for (const { key } of budgets) parser.pushKey(key);
    parser.push(String(points));
    for (const { limit, windowMs, untold, atLeast, restMs } of budgets) {
      parser.push(...[limit, windowMs, untold, atLeast, restMs].map(String));
    }
  },
  /** Whether they fitted, then for each budget the points used and the milliseconds left. */
  transformReply: (reply: number[]) => reply,
});
