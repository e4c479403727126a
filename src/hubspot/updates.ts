/**
 * Batch updates with an outcome per contact. A 2xx may hide failures, one bad value may sink a hundred good ones, and a merged or
 * deleted contact is no error of its neighbours: https://developers.hubspot.com/docs/api-reference/error-handling
 */
import type { Properties } from '../core/snapshot.ts';
import { BatonError } from '../errors.ts';
import { cut, read, recordBatch } from './answers.ts';
import type { RecordBatch } from './answers.ts';
import type { CallOptions } from './calls.ts';
import type { Reach } from './contacts.ts';
import { inWords, propertyProblems } from './error-body.ts';
import type { ErrorBody } from './error-body.ts';
import { HubSpotError } from './failures.ts';
import type { Failure } from './failures.ts';
import type { WriteOutcome } from './hubspot.ts';

export interface ContactUpdate {
  readonly id: string;
  /** "" clears. */
  readonly properties: Properties;
}

/** https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide */
const UPDATES_PER_CALL = 100;

/** Refusals that hold for every contact alike, whatever the value. */
const BY_NAME_ALONE = new Set(['PROPERTY_DOESNT_EXIST', 'READ_ONLY_VALUE']);

/**
 * Writes properties of any number of contacts, ≤100 per call. The same id twice becomes one update, the later value winning.
 *
 * @returns one outcome per id, in the order first named.
 * @throws HubSpotError only while nothing was written; afterwards what could not be sent is an outcome that may be retried.
 */
export async function updateContacts(
  reach: Reach,
  updates: readonly ContactUpdate[],
  options: CallOptions = {},
): Promise<readonly WriteOutcome[]> {
  const merged = new Map<string, ContactUpdate>();
  for (const { id, properties } of updates) {
    merged.set(id, { id, properties: { ...merged.get(id)?.properties, ...properties } });
  }
  const outcomes = new Map<string, WriteOutcome>();
  const open = cut([...merged.values()], UPDATES_PER_CALL).map((part) => [...part]);
  for (let part = open.shift(); part !== undefined; part = open.shift()) {
    try {
      const written = await writeOnce(reach, part, options);
      for (const outcome of written.outcomes) outcomes.set(outcome.id, outcome);
      open.unshift(...written.again.filter((some) => some.length > 0).map((some) => [...some]));
    } catch (error) {
      if (!(error instanceof BatonError) || outcomes.size === 0) throw error;
      for (const { id } of [part, ...open].flat()) {
        outcomes.set(id, {
          id,
          ok: false,
          gone: false,
          category: error.code,
          message: error.message,
          retry: error.retry,
        });
      }
      break;
    }
  }
  return [...merged.keys()].flatMap((id) => outcomes.get(id) ?? []);
}

interface Written {
  readonly outcomes: readonly WriteOutcome[];
  /** To be sent again in these parts: they were refused together and it is not known which of them is at fault. */
  readonly again: readonly (readonly ContactUpdate[])[];
}

async function writeOnce(
  { wire, calls }: Reach,
  part: readonly ContactUpdate[],
  options: CallOptions,
): Promise<Written> {
  try {
    const answer = await calls.call(
      'updateContacts',
      () =>
        wire.ask((crm) =>
          crm.contacts.batchApi.update({
            // With a trace id of its own HubSpot writes the good ones and names the bad ones; without, all are refused.
            inputs: part.map(({ id, properties }) => ({ id, properties: { ...properties }, objectWriteTraceId: id })),
          }),
        ),
      options,
    );
    return perItem(part, read('updateContacts', recordBatch, answer));
  } catch (error) {
    if (error instanceof HubSpotError) {
      const { failure } = error;
      if (failure.kind === 'rejected' || failure.kind === 'not found' || failure.kind === 'exists') {
        return afterRefusal(part, failure);
      }
    }
    throw error;
  }
}

function perItem(part: readonly ContactUpdate[], { results, errors, numErrors }: RecordBatch): Written {
  const open = new Map(part.map((update) => [update.id, update]));
  const outcomes: WriteOutcome[] = [];
  const settle = (id: string, outcome: (update: ContactUpdate) => WriteOutcome): void => {
    const update = open.get(id);
    if (update === undefined) return;
    open.delete(id);
    outcomes.push(outcome(update));
  };

  const nameless: ErrorBody[] = [];
  for (const error of errors) {
    const named = namedIn(error).filter((id) => open.has(id));
    if (named.length === 0) nameless.push(error);
    for (const id of named) settle(id, () => refusedItem(id, error));
  }
  for (const result of results) {
    // A contact merged away is written under the survivor's id; the trace id still names the one asked for.
    const id = open.has(result.id) ? result.id : (result.objectWriteTraceId ?? result.id);
    settle(id, () => ({ id, ok: true, properties: result.properties }));
  }

  const unsaid = [...open.values()];
  const [first] = nameless;
  if (unsaid.length === 0) return { outcomes, again: [] };
  if (first === undefined && !numErrors) {
    for (const { id } of unsaid) {
      const message = 'HubSpot’s answer does not mention this contact';
      outcomes.push({ id, ok: false, gone: false, category: 'NOT_MENTIONED', message, retry: true });
    }
    return { outcomes, again: [] };
  }
  const [only] = unsaid;
  if (unsaid.length === 1 && only !== undefined && part.length === 1) {
    return { outcomes: [...outcomes, refusedItem(only.id, first ?? UNNAMED)], again: [] };
  }
  return { outcomes, again: halves(unsaid) };
}

const UNNAMED: ErrorBody = {
  category: 'UNKNOWN',
  subCategory: '',
  message: 'HubSpot counts an error and does not name it',
  correlationId: undefined,
  policyName: '',
  context: {},
  errors: [],
};

/** The whole batch was refused. Whom a named property condemns is known at once; the rest is halved until the bad one stands alone. */
function afterRefusal(part: readonly ContactUpdate[], failure: Failure): Written {
  const refuse = ({ id }: ContactUpdate): WriteOutcome => ({
    id,
    ok: false,
    gone: failure.kind === 'not found' || failure.category === 'OBJECT_NOT_FOUND',
    category: failure.category === '' ? failure.code : failure.category,
    message: failure.facts.found ?? '',
    retry: false,
  });
  if (part.length === 1) return { outcomes: part.map(refuse), again: [] };

  const unwritable = new Set(failure.properties.filter(({ code }) => BY_NAME_ALONE.has(code)).map(({ name }) => name));
  const condemned = part.filter(({ properties }) => Object.keys(properties).some((name) => unwritable.has(name)));
  if (condemned.length > 0) {
    return { outcomes: condemned.map(refuse), again: [part.filter((update) => !condemned.includes(update))] };
  }
  return { outcomes: [], again: halves(part) };
}

function refusedItem(id: string, error: ErrorBody): WriteOutcome {
  const properties = propertyProblems(error);
  const passing = /RATE_LIMIT|INTERNAL|LOCKED|CONFLICT|TIMEOUT/i.test(error.category);
  return {
    id,
    ok: false,
    gone: error.category === 'OBJECT_NOT_FOUND',
    category: error.category === '' ? 'UNKNOWN' : error.category,
    message: properties.length > 0 ? properties.map(inWords).join(', ') : error.message.slice(0, 200),
    retry: passing,
  };
}

const namedIn = ({ context, errors }: ErrorBody): readonly string[] =>
  [context, ...errors.map((error) => error.context)].flatMap((about) => [
    ...(about['objectWriteTraceId'] ?? []),
    ...(about['ids'] ?? []),
    ...(about['id'] ?? []),
  ]);

const halves = (part: readonly ContactUpdate[]): readonly (readonly ContactUpdate[])[] => {
  const middle = Math.ceil(part.length / 2);
  return [part.slice(0, middle), part.slice(middle)];
};
