import { ServiceState } from './service-state.js';

describe('ServiceState', () => {
  let load: { isOverloaded: boolean };
  let now: number;
  let state: ServiceState;

  beforeEach(() => {
    load = { isOverloaded: false };
    now = 1000;
    state = new ServiceState(
      load,
      () => now,
      () => 0.5,
    );
  });

  it('serves, is overloaded while it is, and drains until it ends', () => {
    expect(state.standing).toBe('serving');
    load.isOverloaded = true;
    expect(state.standing).toBe('overloaded');
    load.isOverloaded = false;
    expect(state.standing).toBe('serving');
    state.drain();
    load.isOverloaded = true;
    expect(state.standing).toBe('draining');
  });

  it('takes calls while it drains, and none while it is overloaded, with a time to come back', () => {
    state.drain();
    expect(() => state.requireCapacity()).not.toThrow();
    load.isOverloaded = true;
    expect(() => state.requireCapacity()).toThrow(
      expect.objectContaining({ code: 'gateway_unavailable', rule: 'load', retryable: true, retryAfterSeconds: 3 }),
    );
  });

  it('tells what is left of a time since it began to drain', () => {
    expect(state.leftOf(500)).toBe(500);
    state.drain();
    now += 200;
    state.drain();
    expect(state.leftOf(500)).toBe(300);
    now += 1000;
    expect(state.leftOf(500)).toBe(0);
  });
});
