/** The page to print and sign: escaped, complete, and the same every time. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { inHtml } from '../../src/agreement/html.ts';
import { label } from '../../src/agreement/read.ts';
import { inWords } from '../../src/agreement/words.ts';
import { expectGolden } from './golden.ts';
import { readOrThrow, SMALL, swap } from './small.ts';

const page = (text: string): string => {
  const agreement = readOrThrow(text);
  return inHtml(agreement, inWords(agreement, label(agreement)));
};

test('the small agreement as a page (UPDATE_GOLDEN=1 writes it anew)', () => {
  expectGolden('agreement-small.html', page(SMALL));
});

test('every word of the Markdown stands on the page', () => {
  const agreement = readOrThrow(readFileSync(new URL('../../agreement.yaml', import.meta.url), 'utf8'));
  const markdown = inWords(agreement, label(agreement));
  const text = inHtml(agreement, markdown)
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&');
  const words = markdown.match(/[\p{L}\p{N}_@.]+/gu) ?? [];
  expect(words.length).toBeGreaterThan(800);
  expect(words.filter((word) => !/^\d+\.$/.test(word) && !text.includes(word))).toEqual([]);
});

test.each([
  ['a name', 'name: Small', `name: '<script>alert("x")</script>'`],
  ['a form', 'form: "*demo*"', `form: '<img src=x onerror=alert(1)>'`],
  ['an example', 'name: a rival asks for a demo', `name: "</li><script>**x**</script>"`],
  ['a task', 'task: "Call {lead}"', `task: "'\\"><script>"`],
])('%s cannot become markup', (_, part, by) => {
  const html = page(swap(part, by));
  expect(html).not.toMatch(/<script|<img/);
  expect(html).toMatch(/&lt;(script|img|\/li)/);
});

test('the whole hash is printed: it is what is signed', () => {
  expect(page(SMALL)).toContain(readOrThrow(SMALL).hash);
  expect(page(SMALL)).toBe(page(SMALL));
});
