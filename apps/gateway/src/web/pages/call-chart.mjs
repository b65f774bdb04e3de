import { hasFailed } from './call-log.mjs';
import { drawn, element, show } from './elements.mjs';

const HEIGHT = 210;
const MARGIN = { left: 58, right: 12, top: 12, bottom: 46 };
/** Minutes that the drawing may span: the fewest that hold what there is, with the steps of its axis in seconds. */
const SPANS = [
  { minutes: 1, step: 15 },
  { minutes: 2, step: 30 },
  { minutes: 5, step: 60 },
];
const LEAST_TOP_MS = 50;

/** Calls of this page by time and latency, and below them how the gateway said it was. Drawn anew as either changes. */
export class CallChart {
  constructor(log) {
    this.log = log;
    this.drawing = element('div', { class: 'chart' });
    this.caption = element('figcaption', { class: 'quiet' });
    this.node = element('figure', {}, this.drawing, legend(), this.caption);
    this.resized = new ResizeObserver(() => this.draw());
    this.resized.observe(this.drawing);
    this.started = Date.now();
    log.addEventListener('change', () => this.draw());
  }

  draw() {
    const width = this.drawing.clientWidth;
    if (width === 0) return;
    const now = Date.now();
    const span = SPANS.find(({ minutes }) => minutes * 60_000 >= now - this.started) ?? SPANS.at(-1);
    const spanMs = span.minutes * 60_000;
    const calls = this.log.calls.filter(({ at }) => at > now - spanMs);
    const health = this.log.health.filter(({ at }) => at > now - spanMs);
    const top = niceTop(Math.max(LEAST_TOP_MS, ...calls.map(({ ms }) => ms), ...health.map(({ ms }) => ms)));
    const scale = {
      x: (at) => MARGIN.left + ((at - now + spanMs) / spanMs) * (width - MARGIN.left - MARGIN.right),
      y: (ms) => HEIGHT - MARGIN.bottom - (Math.min(ms, top) / top) * (HEIGHT - MARGIN.top - MARGIN.bottom),
    };
    const summary = summaryOf(this.log.figures);
    show(this.caption, summary);
    show(
      this.drawing,
      drawn(
        'svg',
        { width, height: HEIGHT, role: 'img', 'aria-label': `Calls and their latency. ${summary}` },
        grid(width, top, scale),
        timeAxis(span, scale, now),
        healthLine(health, scale),
        calls.map((call) => callMark(call, scale)),
        healthStrip(health, scale),
      ),
    );
  }
}

function summaryOf({ count, failed, median, slowest }) {
  if (count === 0) return 'No calls yet.';
  return `${count} calls, ${failed} of them failed; median ${Math.round(median)} ms, slowest ${Math.round(slowest)} ms.`;
}

function niceTop(ms) {
  const power = 10 ** Math.floor(Math.log10(ms));
  return [1, 2, 5, 10].map((factor) => factor * power).find((top) => top >= ms);
}

function grid(width, top, { y }) {
  return [0, 0.5, 1].flatMap((part) => [
    drawn('line', { class: 'grid', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(top * part), y2: y(top * part) }),
    drawn(
      'text',
      { class: 'axis', x: MARGIN.left - 8, y: y(top * part) + 4, 'text-anchor': 'end' },
      timeText(top * part, top),
    ),
  ]);
}

function timeText(ms, top) {
  if (ms === 0) return '0';
  return top < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

function timeAxis({ minutes, step }, { x }, now) {
  const last = minutes * 60;
  const steps = Array.from({ length: last / step + 1 }, (_none, index) => index * step);
  return steps.map((ago) => {
    const anchor = ago === 0 ? 'end' : ago === last ? 'start' : 'middle';
    const place = { x: x(now - ago * 1000), y: HEIGHT - 6, 'text-anchor': anchor };
    return drawn('text', { class: 'axis', ...place }, agoText(ago, step));
  });
}

function agoText(seconds, step) {
  if (seconds === 0) return 'now';
  return step < 60 ? `−${seconds} s` : `−${seconds / 60} min`;
}

function callMark({ label, at, ms, status }, { x, y }) {
  const failed = hasFailed({ status });
  const [left, height] = [x(at), y(ms)];
  const shape = failed
    ? drawn('path', { d: `M${left} ${height - 6}l6 6-6 6-6-6z` })
    : drawn('circle', { cx: left, cy: height, r: 4 });
  return drawn(
    'g',
    { class: failed ? 'call failed' : 'call' },
    drawn('title', {}, `${label}: ${Math.round(ms)} ms, ${status === 0 ? 'no answer' : status}`),
    drawn('line', { x1: left, x2: left, y1: height, y2: y(0) }),
    shape,
  );
}

function healthLine(samples, { x, y }) {
  if (samples.length < 2) return undefined;
  return drawn('polyline', {
    class: 'health-line',
    points: samples.map(({ at, ms }) => `${x(at)},${y(ms)}`).join(' '),
  });
}

/** One piece for each time that /health was asked, as long as until the next. */
function healthStrip(samples, { x }) {
  return samples.map(({ at, state, unreachable }, index) => {
    const end = samples[index + 1]?.at ?? Date.now();
    const kind = state !== 'serving' ? 'bad' : unreachable > 0 ? 'partly' : 'well';
    const told = `${state}${unreachable > 0 ? `, ${unreachable} Odoo unreachable` : ''}`;
    return drawn(
      'rect',
      { class: `strip ${kind}`, x: x(at), y: HEIGHT - 38, width: Math.max(2, x(end) - x(at)), height: 8 },
      drawn('title', {}, told),
    );
  });
}

function legend() {
  const entries = [
    ['call', 'answered'],
    ['failed', 'failed'],
    ['line', '/health'],
    ['well', 'serving'],
    ['partly', 'an Odoo away'],
    ['bad', 'not serving'],
  ];
  return element(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    entries.map(([kind, text]) =>
      element('li', {}, element('span', { class: `swatch ${kind}`, 'aria-hidden': 'true' }), text),
    ),
  );
}
