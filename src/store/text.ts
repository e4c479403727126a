/** What PostgreSQL cannot hold, made holdable: its text has no NUL and its jsonb neither NUL nor half a surrogate pair. */

const REPLACEMENT = '\uFFFD';
const NUL = /\0/g;
const SUSPECT = /\\u(?:0000|d[89a-f])/i;

/** The text with each NUL shown as U+FFFD, the mark for "a character stood here that cannot be kept". */
export const storableText = (text: string): string => (text.includes('\0') ? text.replace(NUL, REPLACEMENT) : text);

/** JSON for a jsonb column. Text that jsonb refuses is marked with U+FFFD; everything else is kept as it is. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  // A cheap look first: practically nothing contains such an escape, and the look may err on the careful side.
  return SUSPECT.test(json) ? JSON.stringify(cleaned(value)) : json;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value).toWellFormed();
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [storableText(key).toWellFormed(), cleaned(inner)]),
  );
}
