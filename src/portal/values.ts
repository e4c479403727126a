/** Values as HubSpot takes and keeps them: strings, each normalised by its property's definition. */
import { cleanHtml } from './clean-html.ts';
import type { Definition } from './definition.ts';

/** One entry of the list inside "Property values were not valid: […]". */
export interface ValueProblem {
  readonly isValid: false;
  readonly message: string;
  readonly error: string;
  readonly name: string;
  readonly localizedErrorMessage: string;
}

export type Normalised =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: ValueProblem };

const kept = (value: string): Normalised => ({ ok: true, value });

export const problem = (name: string, { error, message }: { error: string; message: string }): ValueProblem => ({
  isValid: false,
  message,
  error,
  name,
  localizedErrorMessage: message,
});

const wrong = (name: string, error: string, message: string): Normalised => ({
  ok: false,
  problem: problem(name, { error, message }),
});

/** https://knowledge.hubspot.com/properties/property-field-types-in-hubspot */
const LONGEST_TEXT = 65_536;
const DAY_MS = 86_400_000;
const HTML_BODIES = new Set(['hs_task_body', 'hs_note_body', 'hs_call_body', 'hs_meeting_body']);
const EMAIL = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]+$/;

/** What a JSON value becomes before it is checked: HubSpot keeps everything as text, null clears like "". */
export function asText(given: unknown): string {
  if (given === null || given === undefined) return '';
  if (typeof given === 'string') return given;
  return typeof given === 'object' ? JSON.stringify(given) : String(given);
}

/** "" clears and is always allowed. */
export function normalise(definition: Definition, given: string): Normalised {
  if (given === '') return kept('');
  const { name } = definition;
  switch (definition.type) {
    case 'string':
      if (given.length > LONGEST_TEXT) {
        return wrong(
          name,
          'PROPERTY_VALUE_TOO_LONG',
          `The value of "${name}" is longer than ${LONGEST_TEXT} characters.`,
        );
      }
      if (name === 'email') {
        const email = given.trim().toLowerCase();
        return EMAIL.test(email) ? kept(email) : wrong(name, 'INVALID_EMAIL', `Email address ${given} is invalid`);
      }
      return kept(HTML_BODIES.has(name) ? cleanHtml(given) : given);
    case 'phone_number':
      return kept(given);
    case 'number':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(given.trim())
        ? kept(given.trim())
        : wrong(name, 'INVALID_LONG', `${given} was not a valid long.`);
    case 'bool':
      return /^(true|false)$/i.test(given)
        ? kept(given.toLowerCase())
        : wrong(name, 'INVALID_OPTION', `${given} was not one of the allowed options: [true, false]`);
    case 'enumeration':
      return enumeration(definition, given);
    case 'datetime': {
      const at = instant(given);
      return at === null
        ? wrong(name, 'INVALID_LONG', `${given} was not a valid long.`)
        : kept(new Date(at).toISOString());
    }
    case 'date': {
      const at = instant(given);
      if (at === null) return wrong(name, 'INVALID_DATE', `${given} was not a valid date.`);
      if (at % DAY_MS !== 0) {
        return wrong(
          name,
          'INVALID_DATE',
          `${new Date(at).toISOString()} is at ${at % DAY_MS} ms of its day, not midnight!`,
        );
      }
      return kept(new Date(at).toISOString().slice(0, 10));
    }
  }
}

function enumeration(definition: Definition, given: string): Normalised {
  if (definition.externalOptions || definition.options.length === 0) return kept(given);
  const several = definition.fieldType === 'checkbox';
  const chosen = several ? given.split(';').filter((part) => part !== '') : [given];
  const unknown = chosen.find((value) => !definition.options.some((option) => option.value === value));
  if (unknown === undefined) return kept(chosen.join(';'));
  const shown = definition.options.map(({ label, value }) => `label: "${label}" value: "${value}"`).join(', ');
  return wrong(definition.name, 'INVALID_OPTION', `${unknown} was not one of the allowed options: [${shown}]`);
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** ISO 8601 (without a zone: UTC) or epoch milliseconds; null when it is neither. */
function instant(given: string): number | null {
  if (/^-?\d+$/.test(given)) {
    const at = Number(given);
    return Math.abs(at) <= 8.64e15 ? at : null;
  }
  if (!ISO_INSTANT.test(given)) return null;
  const zoned = /T/.test(given) && !/(Z|[+-]\d{2}:?\d{2})$/.test(given) ? `${given}Z` : given;
  const at = Date.parse(zoned);
  if (Number.isNaN(at)) return null;
  // JavaScript rolls 30 February over into March; HubSpot refuses it.
  const day = Number(given.slice(8, 10));
  const month = Number(given.slice(5, 7));
  return day <= new Date(Date.UTC(Number(given.slice(0, 4)), month, 0)).getUTCDate() ? at : null;
}

/** The same value as webhooks carry it: dates as epoch milliseconds, everything else unchanged. */
export function webhookValue(definition: Definition | undefined, value: string): string {
  if (value === '' || (definition?.type !== 'datetime' && definition?.type !== 'date')) return value;
  return String(Date.parse(value));
}

/** Case matters to no unique value HubSpot has, e-mail first of all. */
export const uniqueKey = (value: string): string => value.trim().toLowerCase();
