/**
 * A score with everything it was computed from, as one text that can be checked anywhere: the same agreement and the same facts
 * must give the same lines. The digest finds a changed byte; it is no signature, and does not say who wrote the text.
 */
import { createHash } from 'node:crypto';
import type { Agreement, Instant, PropertyRef } from '../core/agreement.ts';
import { leavesOf } from '../core/ask.ts';
import type { Ruling } from '../core/bots.ts';
import { clickId, heard, isClick, saysWhoClicked } from '../core/bots.ts';
import type { Pin } from '../core/pin.ts';
import type { Score } from '../core/score.ts';
import { compile } from '../core/score.ts';
import type { Fact } from '../core/signal.ts';
import { signalsOf } from '../core/signal.ts';
import type { Properties } from '../core/snapshot.ts';

export interface ReceiptDocument {
  readonly receipt: 1;
  /** HubSpot record id. */
  readonly contactId: string;
  readonly agreement: { readonly hash: string; readonly name: string; readonly version: number };
  readonly now: Instant;
  /** What was known of the properties that the points depend on; null: no company. */
  readonly contact: Properties;
  readonly company: Properties | null;
  /** HubSpot lists, where they were read. */
  readonly lists: readonly string[] | null;
  /** The facts to which the agreement gives a meaning, and where there are clicks, those that tell whose they are. */
  readonly facts: readonly Fact[];
  /** What people said of its clicks. */
  readonly rulings: readonly Ruling[];
  /** A temperature that somebody had pinned: then what was decided is no data to learn from; null: none. */
  readonly pin: Pin | null;
  readonly score: Score;
  /** SHA-256 (hex) of the canonical text of all the rest. */
  readonly digest: string;
}

export interface ReceiptSubject {
  readonly contactId: string;
  readonly contact: Properties;
  readonly company: Properties | null;
  readonly lists?: readonly string[] | undefined;
  readonly facts: readonly Fact[];
  /** Absent: nothing was said. */
  readonly rulings?: readonly Ruling[];
  readonly pin?: Pin | null;
  readonly now: Instant;
}

/** The receipt of a contact at a moment, as the text to hand out. The same for every order in which facts arrived. */
export function exportReceipt(agreement: Agreement, subject: ReceiptSubject): string {
  const scorer = compile(agreement);
  const { contactId, contact, company, lists, now, pin = null } = subject;
  const asked = [
    ...scorer.profile.properties,
    ...[agreement.only, ...agreement.combinations.map(({ when }) => when)].flatMap((criterion) =>
      criterion === undefined
        ? []
        : leavesOf(criterion).flatMap((leaf) => (leaf.kind === 'property' ? [leaf.property] : [])),
    ),
  ];
  const used = (object: PropertyRef['object'], properties: Properties): Properties =>
    Object.fromEntries(
      asked.flatMap((ref) => {
        const value = ref.object === object && Object.hasOwn(properties, ref.name) ? properties[ref.name] : undefined;
        return value === undefined ? [] : [[ref.name, value] as const];
      }),
    );
  const named = subject.facts.filter((fact) => signalsOf(agreement, [fact]).length > 0);
  const hasClicks = named.some(isClick);
  const facts = subject.facts
    .filter((fact) => named.includes(fact) || (hasClicks && saysWhoClicked(fact)))
    .map(({ kind, subject: about, at, source, evidence }) => ({ kind, subject: about, at, source, evidence }))
    .sort((a, b) => a.at - b.at || (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  const ids = new Set(facts.map((fact) => clickId(fact)));
  const rulings = (subject.rulings ?? [])
    .filter(({ id }) => ids.has(id))
    .map(({ id, is, by, at }) => ({ id, is, by, at }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const inputs = {
    contact: used('contact', contact),
    company: company === null ? null : used('company', company),
    lists: lists === undefined ? null : [...lists].sort(),
  };
  const content = {
    receipt: 1,
    contactId,
    agreement: { hash: agreement.hash, name: agreement.name, version: agreement.version },
    now,
    ...inputs,
    facts,
    rulings,
    pin: pin === null ? null : { as: pin.as, until: pin.until, at: pin.at, by: pin.by, note: pin.note },
    score: scorer.score({ ...inputs, lists, ...heard(agreement, { facts, rulings }), now }),
  } as const;
  return canonicalJson({ ...content, digest: digestOf(content) });
}

const digestOf = (content: object): string => createHash('sha256').update(canonicalJson(content)).digest('hex');

/** JSON with sorted keys and two blanks per level, without a line end: equal data is equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    2,
  );
}

export type Verification =
  | { readonly ok: true; readonly document: ReceiptDocument }
  /** What differs, one sentence each; never empty. */
  | { readonly ok: false; readonly differences: readonly string[] };

/** The hash of the agreement a receipt names; null: the text is no receipt. */
export function agreementHashIn(text: string): string | null {
  const parsed = parsedReceipt(text);
  return typeof parsed === 'string' ? null : parsed.agreement.hash;
}

/**
 * Computes a receipt again from what it says it was computed from, and compares every byte. A line end after the text is taken as
 * the one that printing adds.
 */
export function verifyReceipt(text: string, agreement: Agreement): Verification {
  const parsed = parsedReceipt(text);
  if (typeof parsed === 'string') return { ok: false, differences: [parsed] };
  if (parsed.agreement.hash !== agreement.hash) {
    return {
      ok: false,
      differences: [
        `agreement.hash: the receipt says ${shown(parsed.agreement.hash)}, this agreement is ${agreement.hash}`,
      ],
    };
  }
  const { lists, ...rest } = parsed;
  let again: string;
  try {
    again = exportReceipt(agreement, { ...rest, lists: lists ?? undefined });
  } catch {
    return { ok: false, differences: ['a part of it is not of the kind a receipt has there'] };
  }
  if (text === again || text === `${again}\n`) return { ok: true, document: JSON.parse(again) as ReceiptDocument };
  const { digest, ...content } = parsed;
  const intact = digestOf(content);
  return {
    ok: false,
    differences: [
      ...(digest === intact ? [] : [`digest: the receipt says ${shown(digest)}, its content has ${intact}`]),
      ...differences(parsed, JSON.parse(again), '').filter((line) => !line.startsWith('digest: ')),
      ...(canonicalJson(parsed) === text.replace(/\n$/, '')
        ? []
        : [`line ${firstOtherLine(text, canonicalJson(parsed))}: not written as a receipt is`]),
    ],
  };
}

function parsedReceipt(text: string): ReceiptDocument | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return `it cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(parsed) || parsed['receipt'] !== 1) return 'receipt: it is not a receipt of this format (1)';
  const { agreement, contact, company, lists, facts, rulings, pin, now } = parsed;
  const shape: readonly (readonly [string, boolean])[] = [
    ['agreement', isObject(agreement) && typeof agreement['hash'] === 'string'],
    ['contact', isObject(contact)],
    ['company', company === null || isObject(company)],
    ['lists', lists === null || Array.isArray(lists)],
    ['facts', Array.isArray(facts)],
    ['rulings', Array.isArray(rulings)],
    ['pin', pin === null || isObject(pin)],
    ['now', typeof now === 'number' && Number.isFinite(now)],
  ];
  const wrong = shape.find(([, fits]) => !fits);
  return wrong === undefined ? (parsed as unknown as ReceiptDocument) : `${wrong[0]}: missing, or not of its kind`;
}

/** More than this many are no longer read one by one. */
const DIFFERENCES_NAMED = 20;

/** Where two values of JSON differ: `score.receipt[3].points: the receipt says 700, it is 800`. */
function differences(says: unknown, is: unknown, path: string): readonly string[] {
  if (Object.is(says, is)) return [];
  if (typeof says === 'object' && says !== null && typeof is === 'object' && is !== null) {
    const keys = [...new Set([...Object.keys(says), ...Object.keys(is)])];
    const at = (value: object, key: string): unknown =>
      Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    const inList = Array.isArray(says) || Array.isArray(is);
    return keys
      .flatMap((key) =>
        differences(at(says, key), at(is, key), inList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
      )
      .slice(0, DIFFERENCES_NAMED);
  }
  return [`${path}: the receipt says ${shown(says)}, it is ${shown(is)}`];
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}

function firstOtherLine(text: string, wanted: string): number {
  const lines = wanted.split('\n');
  const found = text.split('\n').findIndex((line, i) => line !== lines[i]);
  return found < 0 ? lines.length : found + 1;
}
