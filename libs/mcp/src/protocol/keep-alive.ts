/** How long a response may be silent, in milliseconds. Proxies cut silent ones, most after 60 seconds and some after 30. */
export const KEEP_ALIVE_MS = 15_000;
