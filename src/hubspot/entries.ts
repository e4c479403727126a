/**
 * Cuts a JSON list into the bytes of its entries without parsing them: one damaged, deep or oversized entry then costs only
 * itself, and nothing is parsed whose cost is not known. One pass, linear in the bytes.
 */

export type Entries =
  | { readonly kind: 'list'; readonly entries: readonly Entry[] }
  | { readonly kind: 'not a list'; readonly because: string }
  /** More entries than are looked at. */
  | { readonly kind: 'too many' };

export interface Entry {
  readonly bytes: Buffer;
  /** Lists and objects inside each other, 1 for a flat object. */
  readonly depth: number;
  /** Commas outside strings: a bound on how many values parsing would make. */
  readonly commas: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const notAList = (because: string): Entries => ({ kind: 'not a list', because });

/** @param raw UTF-8, with or without a byte order mark. */
export function splitList(raw: Buffer, { atMost }: { atMost: number }): Entries {
  const start = afterSpace(raw, hasByteOrderMark(raw) ? 3 : 0);
  if (start === raw.length) return notAList('the body is empty');
  if (raw[start] !== OPEN_LIST) return notAList('the body is not a JSON list');

  const entries: Entry[] = [];
  let from = start + 1;
  let depth = 0;
  let deepest = 0;
  let commas = 0;
  const close = (to: number): void => {
    entries.push({ bytes: raw.subarray(afterSpace(raw, from), to), depth: deepest, commas });
    from = to + 1;
    deepest = 0;
    commas = 0;
  };
  for (let at = start + 1; at < raw.length; at += 1) {
    switch (raw[at]) {
      case QUOTE: {
        const end = endOfString(raw, at);
        if (end === -1) return notAList('the body ends inside a string');
        at = end;
        break;
      }
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        if (depth > deepest) deepest = depth;
        break;
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      case CLOSE_LIST:
        if (depth <= 0) {
          // An empty list has no entry; after a comma an empty one is a damaged one.
          if (entries.length > 0 || afterSpace(raw, from) < at) close(at);
          if (afterSpace(raw, at + 1) !== raw.length) return notAList('something follows the list');
          return { kind: 'list', entries };
        }
        depth -= 1;
        break;
      case COMMA:
        if (depth > 0) commas += 1;
        else if (entries.length >= atMost) return { kind: 'too many' };
        else {
          close(at);
          depth = 0;
        }
        break;
      default:
    }
  }
  return notAList('the body ends inside the list');
}

/** The closing quote of the string opened at `open`, or -1. */
function endOfString(raw: Buffer, open: number): number {
  for (let at = open + 1; at < raw.length; at += 1) {
    const byte = raw[at];
    if (byte === QUOTE) return at;
    // Whatever follows a backslash is part of the string.
    if (byte === BACKSLASH) at += 1;
  }
  return -1;
}

function afterSpace(raw: Buffer, from: number): number {
  let at = from;
  while (raw[at] === 0x20 || raw[at] === 0x0a || raw[at] === 0x0d || raw[at] === 0x09) at += 1;
  return Math.min(at, raw.length);
}

const hasByteOrderMark = (raw: Buffer): boolean => raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf;
