/**
 * The Markdown that words.ts writes, and nothing more of Markdown, as data: headings, paragraphs, lists, tables, bold and code. A page
 * to print and a page in HubSpot are made from the same blocks.
 */
export interface Words {
  readonly text: string;
  readonly as: 'plain' | 'code' | 'strong';
}

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly words: readonly Words[] }
  | { readonly kind: 'paragraph'; readonly words: readonly Words[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Words[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Words[])[];
      readonly rows: readonly (readonly (readonly Words[])[])[];
    };

export function blocksOf(markdown: string): readonly Block[] {
  return markdown
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map(blockOf);
}

function blockOf(block: string): Block {
  const lines = block.split('\n');
  const [first = ''] = lines;
  const heading = /^(#{1,4}) (.*)$/.exec(first);
  if (heading !== null && lines.length === 1) {
    return { kind: 'heading', level: (heading[1] ?? '#').length, words: wordsOf(heading[2] ?? '') };
  }
  if (lines.every((line) => /^\|.*\|$/.test(line)) && lines.length >= 2) return tableOf(lines);
  if (lines.every((line) => line.startsWith('- '))) {
    return { kind: 'list', ordered: false, items: lines.map((line) => wordsOf(line.slice(2))) };
  }
  if (lines.every((line) => /^\d+\. /.test(line))) {
    return { kind: 'list', ordered: true, items: lines.map((line) => wordsOf(line.replace(/^\d+\. /, ''))) };
  }
  return { kind: 'paragraph', words: wordsOf(lines.join(' ')) };
}

function tableOf([head = '', , ...rows]: readonly string[]): Block {
  const cells = (line: string): readonly (readonly Words[])[] => cellsOf(line).map(wordsOf);
  return { kind: 'table', head: cells(head), rows: rows.map(cells) };
}

/** Cells between bars; a bar with a backslash before it is part of the text. */
const cellsOf = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());

/** Code first, so that stars within it stay stars. */
const wordsOf = (text: string): readonly Words[] =>
  text.split(/(`[^`]+`)/).flatMap((part): readonly Words[] =>
    /^`[^`]+`$/.test(part)
      ? [{ text: part.slice(1, -1), as: 'code' }]
      : part
          .split(/(\*\*[^*]+\*\*)/)
          .filter((piece) => piece !== '')
          .map((piece) =>
            /^\*\*[^*]+\*\*$/.test(piece) ? { text: piece.slice(2, -2), as: 'strong' } : { text: piece, as: 'plain' },
          ),
  );
