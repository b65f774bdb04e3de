import { htmlToText, isHtml, shortened, textLengthFor } from './long-text.js';

describe('shortened', () => {
  it('tells how many characters it left out', () => {
    expect(shortened('x'.repeat(1240), 6)).toBe('xxxxxx…[1234 more characters]');
  });

  it('leaves a text alone that the mark would make longer', () => {
    expect(shortened('x'.repeat(110), 100)).toBe('x'.repeat(110));
  });

  it('does not cut a character in two', () => {
    expect(shortened(`abc${'😀'.repeat(40)}`, 4)).toBe('abc…[80 more characters]');
  });

  it('gives one record far more room than each of many', () => {
    expect([1, 10, 1000].map(textLengthFor)).toEqual([16_000, 1600, 200]);
  });
});

describe('html', () => {
  it.each([
    ['<p>Dear <b>Ann</b>,</p><p>yours<br/>Bob</p>', 'Dear Ann,\nyours\nBob'],
    ['<ul><li>one</li><li>two</li></ul>', '- one\n- two'],
    ['<p>a &amp; b &lt;c&gt; &#233;&#x2713;&nbsp;&unknown; &constructor;</p>', 'a & b <c> é✓ &unknown; &constructor;'],
    ['<div><style>p { color: red }</style><script>alert(1)</script>text</div>', 'text'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['<p>1 < 2', '1 < 2'],
    ['<p><br></p>', ''],
  ])('%s as text', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it.each([
    ['<p>a</p>', true],
    ['\n <div class="x">a</div>\n', true],
    ['a < b', false],
    ['<form string="x"></form>', false],
    ['<p>unfinished', false],
    ['', false],
  ])('%p is html: %p', (text, expected) => {
    expect(isHtml(text)).toBe(expected);
  });

  it.each(['<'.repeat(300_000), '<style>'.repeat(50_000), `<p>${' \n'.repeat(150_000)}x</p>`, '&'.repeat(300_000)])(
    'goes over a hostile text once (%#)',
    (text) => {
      const started = performance.now();
      htmlToText(text);
      expect(performance.now() - started).toBeLessThan(1000);
    },
  );
});
