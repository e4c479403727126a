/** HubSpot's error bodies, of which every field is optional: https://developers.hubspot.com/docs/api-reference/error-handling */
import { z } from 'zod';
import { parseExact } from './exact-json.ts';

export interface PropertyProblem {
  readonly name: string;
  /** `READ_ONLY_VALUE`, `PROPERTY_DOESNT_EXIST`, `INVALID_OPTION` …; "" when HubSpot gave none. */
  readonly code: string;
}

const text = z.string().catch('');
const texts = z.union([z.array(z.unknown()), z.unknown()]).transform((value) => {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((item) => (typeof item === 'string' || typeof item === 'number' ? [String(item)] : []));
});
const context = z.record(z.string(), texts).catch({});

const detail = z.object({ message: text, code: text, context });

/** HubSpot's error body, with everything that may be missing missing. */
export const errorBody = z.object({
  category: text,
  subCategory: text,
  message: text,
  correlationId: z.string().optional().catch(undefined),
  policyName: text,
  context,
  errors: z.array(detail.catch({ message: '', code: '', context: {} })).catch([]),
});
export type ErrorBody = z.infer<typeof errorBody>;

const EMPTY: ErrorBody = errorBody.parse({});

/** Whatever cannot be read is empty; HubSpot's front doors answer with HTML. */
export function readErrorBody(answer: string): ErrorBody {
  try {
    return errorBody.catch(EMPTY).parse(parseExact(answer));
  } catch {
    return EMPTY;
  }
}

const insideMessage = z.array(z.object({ name: text, error: text }).catch({ name: '', error: '' }));

/** `Property values were not valid: [{"name":…,"error":…}]`: JSON inside the sentence; or one entry of `errors` per property. */
export function propertyProblems({
  message,
  errors,
}: Pick<ErrorBody, 'message' | 'errors'>): readonly PropertyProblem[] {
  const found = new Map<string, string>();
  for (const { code, context: about } of errors) {
    for (const name of about['propertyName'] ?? []) found.set(name, code);
  }
  for (const sentence of [message, ...errors.map((error) => error.message)]) {
    const start = sentence.indexOf('[{');
    if (start === -1) continue;
    try {
      for (const { name, error } of insideMessage.parse(JSON.parse(sentence.slice(start)))) {
        if (name !== '' && !found.get(name)) found.set(name, error);
      }
    } catch {
      // Cut off or not JSON after all: the sentence itself is told.
    }
  }
  return [...found].map(([name, code]) => ({ name, code }));
}

/** Names and codes only: HubSpot's sentences repeat the refused value. */
export const inWords = ({ name, code }: PropertyProblem): string => (code === '' ? name : `${name} (${code})`);
