import type { Deadline } from '#libs/contracts';
import type { ServerContext } from '@modelcontextprotocol/server';
import { ProgressNotifier } from './progress-notifier.js';

describe('ProgressNotifier', () => {
  let sent: unknown[];
  let errors: unknown[];
  let notify: () => Promise<void>;

  beforeEach(() => {
    jest.useFakeTimers();
    sent = [];
    errors = [];
    notify = async () => {};
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  function notifier(progressToken?: string): ProgressNotifier {
    const request = {
      _meta: progressToken === undefined ? {} : { progressToken },
      notify: (notification: { params: unknown }) => {
        sent.push(notification.params);
        return notify();
      },
    };
    return new ProgressNotifier(request as unknown as ServerContext['mcpReq'], (error) => errors.push(error));
  }

  it("moves the call's deadline on by what the client is really told, and by nothing else", async () => {
    const moveOn = jest.fn();
    const deadline = { moveOn } as unknown as Deadline;
    const progress = notifier('t');
    progress.follow(deadline);
    progress.report({ done: 1 });
    await jest.advanceTimersByTimeAsync(0);
    expect(moveOn).toHaveBeenCalledTimes(1);
    progress.report({ done: 1 });
    notify = () => Promise.reject(new Error('gone'));
    progress.report({ done: 2 });
    const unasked = notifier();
    unasked.follow(deadline);
    unasked.report({ done: 1 });
    await jest.advanceTimersByTimeAsync(0);
    expect([moveOn.mock.calls.length, errors.length]).toEqual([1, 1]);
    progress.stop();
  });

  it("passes a tool's steps on", () => {
    const progress = notifier('t');
    progress.report({ done: 200, total: 501, message: 'rows read' });
    progress.report({ done: 400 });
    expect(sent).toEqual([
      { progressToken: 't', progress: 200, total: 501, message: 'rows read' },
      { progressToken: 't', progress: 400 },
    ]);
    progress.stop();
  });

  it('sends nothing that does not grow', () => {
    const progress = notifier('t');
    for (const done of [2, 2, 1, 3]) progress.report({ done });
    expect(sent).toMatchObject([{ progress: 2 }, { progress: 3 }]);
    progress.stop();
  });

  it('counts seconds while the tool says nothing, and is silent after its first step', () => {
    const progress = notifier('t');
    jest.advanceTimersByTime(10_000);
    expect(sent).toMatchObject([{ progress: 5 }, { progress: 10 }]);
    progress.report({ done: 100 });
    jest.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(3);
    progress.stop();
  });

  it('tells nobody who did not ask, and keeps no timer for them', () => {
    const progress = notifier();
    progress.report({ done: 1 });
    expect(jest.getTimerCount()).toBe(0);
    expect(sent).toEqual([]);
    progress.stop();
  });

  it('leaves no timer behind', () => {
    notifier('t').stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('hands over what could not be sent', async () => {
    const gone = new Error('gone');
    notify = async () => Promise.reject(gone);
    const progress = notifier('t');
    progress.report({ done: 1 });
    await jest.advanceTimersByTimeAsync(0);
    expect(errors).toEqual([gone]);
    progress.stop();
  });
});
