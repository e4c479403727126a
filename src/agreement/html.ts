/**
 * The agreement in words as a page to print and sign. Takes the Markdown that words.ts writes and nothing more of Markdown: headings,
 * paragraphs, lists, tables, bold and code. Everything is escaped before it is marked up, so that no name can become markup.
 */
import type { Agreement } from '../core/agreement.ts';

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
    ...blocks(markdown),
    `<div class="sign">${line(signers.marketing, 'marketing')}${line(signers.sales, 'sales')}</div>`,
    `<p class="hash">This text is ${escapeHtml(hash)}. Another word is another number.</p>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function blocks(markdown: string): readonly string[] {
  return markdown
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map(blockHtml);
}

function blockHtml(block: string): string {
  const lines = block.split('\n');
  const [first = ''] = lines;
  const heading = /^(#{1,4}) (.*)$/.exec(first);
  if (heading !== null && lines.length === 1) {
    const level = (heading[1] ?? '#').length;
    return `<h${level}>${inline(heading[2] ?? '')}</h${level}>`;
  }
  if (lines.every((line) => /^\|.*\|$/.test(line)) && lines.length >= 2) return tableHtml(lines);
  if (lines.every((line) => line.startsWith('- ')))
    return listHtml(
      'ul',
      lines.map((line) => line.slice(2)),
    );
  if (lines.every((line) => /^\d+\. /.test(line))) {
    return listHtml(
      'ol',
      lines.map((line) => line.replace(/^\d+\. /, '')),
    );
  }
  return `<p>${inline(lines.join(' '))}</p>`;
}

const listHtml = (tag: 'ul' | 'ol', items: readonly string[]): string =>
  [`<${tag}>`, ...items.map((item) => `<li>${inline(item)}</li>`), `</${tag}>`].join('\n');

function tableHtml([head = '', , ...rows]: readonly string[]): string {
  const row = (line: string, tag: 'th' | 'td'): string =>
    `<tr>${cells(line)
      .map((cell) => `<${tag}>${inline(cell)}</${tag}>`)
      .join('')}</tr>`;
  return ['<table>', row(head, 'th'), ...rows.map((line) => row(line, 'td')), '</table>'].join('\n');
}

/** Cells between bars; a bar with a backslash before it is part of the text. */
const cells = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());

/** Code first, so that stars within it stay stars. */
const inline = (text: string): string =>
  escapeHtml(text)
    .split(/(`[^`]+`)/)
    .map((part) =>
      /^`[^`]+`$/.test(part)
        ? `<code>${part.slice(1, -1)}</code>`
        : part.replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>'),
    )
    .join('');
