/** Parses JSON without rounding whole numbers: ids of HubSpot are 64 bits wide, a JavaScript number is exact to 2^53. */

/** Sixteen digits in a row are the first that may not be exact. */
const LONG_NUMBER = /\d{16}/;

/**
 * `JSON.parse`, with whole numbers beyond 2^53 as strings of their digits.
 *
 * @throws SyntaxError like JSON.parse.
 */
export function parseExact(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, asWritten) : JSON.parse(text);
}

function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
