/**
 * The agreement in words as a page to print and sign. Everything is escaped as it is marked up, so that no name can become markup.
 */
import type { Agreement } from '../core/agreement.ts';
import type { Block, Words } from './blocks.ts';
import { blocksOf } from './blocks.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ESCAPES[c] ?? c);

const STYLE = `body{font:11pt/1.45 Georgia,serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111}
h1,h2{font-family:system-ui,sans-serif;line-height:1.2}h2{margin-top:1.6em;break-after:avoid}
table{border-collapse:collapse;width:100%;font-size:.95em}th,td{border:1px solid #999;padding:.25em .5em;text-align:left;vertical-align:top}
tr{break-inside:avoid}code{font-family:ui-monospace,monospace;font-size:.92em}
.sign{display:flex;gap:3em;margin-top:4em;break-inside:avoid}.sign div{flex:1;border-top:1px solid #111;padding-top:.4em}
.hash{font-size:.8em;color:#444;word-break:break-all}@media print{body{margin:0;max-width:none}}`;

/** A whole page, the same bytes for the same agreement. The full hash is printed: it is what the two signatures are for. */
export function inHtml(agreement: Agreement, markdown: string): string {
  const { name, version, signers, hash } = agreement;
  const line = (who: string, role: string): string =>
    `<div>${escapeHtml(who)}<br>for ${role} · date and signature</div>`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeHtml(name)}, version ${version}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    ...blocksOf(markdown).map(blockHtml),
    `<div class="sign">${line(signers.marketing, 'marketing')}${line(signers.sales, 'sales')}</div>`,
    `<p class="hash">This text is ${escapeHtml(hash)}. Another word is another number.</p>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${inline(block.words)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inline(block.words)}</p>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      return [`<${tag}>`, ...block.items.map((item) => `<li>${inline(item)}</li>`), `</${tag}>`].join('\n');
    }
    case 'table': {
      const row = (cells: readonly (readonly Words[])[], tag: 'th' | 'td'): string =>
        `<tr>${cells.map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join('')}</tr>`;
      return ['<table>', row(block.head, 'th'), ...block.rows.map((cells) => row(cells, 'td')), '</table>'].join('\n');
    }
  }
}

const TAGS: Readonly<Record<Words['as'], readonly [string, string]>> = {
  plain: ['', ''],
  code: ['<code>', '</code>'],
  strong: ['<strong>', '</strong>'],
};

const inline = (words: readonly Words[]): string =>
  words.map(({ text, as }) => `${TAGS[as][0]}${escapeHtml(text)}${TAGS[as][1]}`).join('');
