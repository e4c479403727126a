/**
 * What one entry of a delivery may look like, generic (`object.*` with an object type id) or legacy (`contact.*`), and whom it is
 * about. Payloads are in no published schema; the fields are those of
 * https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide and of deliveries seen.
 */
import { z } from 'zod';

/** A record id as digits. HubSpot sends numbers; beyond 2^53 `parseExact` has made strings of them. */
const id = z
  .union([
    z.number().refine((n) => Number.isSafeInteger(n) && n > 0, 'is not an exact whole number above 0'),
    z.string().regex(/^[1-9]\d{0,19}$/, 'is not a record id'),
  ])
  .transform(String);
const optionalId = id.nullish();

/** A name that ends up in keys and log lines: no control characters, and never long. */
const name = z.string().regex(/^[\w.:$-]{1,250}$/, 'is not a name');

/** The last moment a JavaScript date can hold. */
const instant = z.number().int().positive().max(8_640_000_000_000_000);

const KINDS = [
  'creation',
  'deletion',
  'merge',
  'restore',
  'propertyChange',
  'associationChange',
  'privacyDeletion',
] as const;
export type EventKind = (typeof KINDS)[number];

const common = {
  eventId: id,
  subscriptionId: optionalId,
  portalId: id,
  appId: optionalId,
  occurredAt: instant,
  attemptNumber: z.number().int().min(0).nullish(),
  objectTypeId: name.nullish(),
  changeSource: z.string().max(250).nullish(),
  sourceId: z.union([z.string().max(250), z.number()]).nullish(),
  changeFlag: z.string().max(250).nullish(),
};

const aboutOne = z.object({ ...common, objectId: id });

const schemas = {
  creation: aboutOne,
  deletion: aboutOne,
  restore: aboutOne,
  privacyDeletion: aboutOne,
  propertyChange: z.object({
    ...common,
    objectId: id,
    // Imported portals carry names with spaces and accents.
    propertyName: z.string().regex(/^\P{Cc}{1,250}$/u, 'is not a property name'),
    propertyValue: z.union([z.string(), z.number(), z.boolean()]).nullish(),
    isSensitive: z.boolean().nullish(),
  }),
  merge: z.object({
    ...common,
    objectId: optionalId,
    primaryObjectId: id,
    mergedObjectIds: z.array(id).min(1).max(1_000),
    newObjectId: optionalId,
    numberOfPropertiesMoved: z.number().nullish(),
  }),
  associationChange: z.object({
    ...common,
    objectId: optionalId,
    fromObjectId: id,
    toObjectId: id,
    fromObjectTypeId: name.nullish(),
    toObjectTypeId: name.nullish(),
    associationType: name.nullish(),
    associationTypeId: z.union([z.number(), z.string().max(40)]).nullish(),
    associationCategory: name.nullish(),
    associationRemoved: z.boolean().nullish(),
    isPrimaryAssociation: z.boolean().nullish(),
  }),
} as const satisfies Record<EventKind, z.ZodType>;

type Fields<Kind extends EventKind> = z.output<(typeof schemas)[Kind]>;

/** One checked entry. Only the fields named here are kept, so that nothing a sender invents travels further. */
export type WebhookEvent = {
  [Kind in EventKind]: {
    readonly kind: Kind;
    /** As HubSpot wrote it: `contact.propertyChange`, `object.propertyChange`. */
    readonly subscriptionType: string;
    readonly object: ObjectKind;
    readonly fields: Fields<Kind>;
  };
}[EventKind];

export type ObjectKind = 'contact' | 'company' | 'other';

const TYPE = /^([A-Za-z_]{1,60})\.([A-Za-z]{1,40})$/;

/** @returns the event, or in one sentence what is wrong with the entry. */
export function readEvent(entry: unknown): WebhookEvent | { readonly wrong: string } {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    return { wrong: 'the entry is not an object' };
  const type = ownText(entry, 'subscriptionType') ?? ownText(entry, 'eventType');
  if (type === undefined) return { wrong: 'subscriptionType is missing' };
  const [, object = '', suffix = ''] = TYPE.exec(type) ?? [];
  const kind = KINDS.find((known) => known === suffix);
  if (kind === undefined) return { wrong: `the subscription type ${JSON.stringify(type.slice(0, 80))} is not known` };

  const parsed = schemas[kind].safeParse(entry);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { wrong: `${issue?.path.join('.') ?? 'the entry'}: ${issue?.message ?? 'does not fit'}` };
  }
  const fields = parsed.data;
  if (object === 'object' && typeof fields.objectTypeId !== 'string') return { wrong: 'objectTypeId is missing' };
  // The schema chosen by `kind` made `fields`; TypeScript cannot follow that through the table.
  return { kind, subscriptionType: type, object: objectKind(object, fields.objectTypeId), fields } as WebhookEvent;
}

/** Contacts and companies an event is about. An association makes the contact at its end due, never the whole company. */
export function subjectsOf(event: WebhookEvent): {
  readonly contacts: readonly string[];
  readonly companies: readonly string[];
} {
  if (event.kind === 'associationChange') return { contacts: contactsAtEnds(event), companies: [] };
  const ids = event.kind === 'merge' ? mergedIds(event.fields) : [event.fields.objectId];
  return {
    contacts: event.object === 'contact' ? ids : [],
    companies: event.object === 'company' ? ids : [],
  };
}

/** A merge gives the survivor a new id; the old ones go on answering with it. */
function mergedIds({ newObjectId, primaryObjectId, mergedObjectIds }: Fields<'merge'>): readonly string[] {
  return [...new Set([...(newObjectId ? [newObjectId] : []), primaryObjectId, ...mergedObjectIds])];
}

function contactsAtEnds({ object, fields }: Extract<WebhookEvent, { kind: 'associationChange' }>): readonly string[] {
  const [from, to] = endsOf(object, fields);
  return [
    ...new Set([
      ...(from === 'contact' ? [fields.fromObjectId] : []),
      ...(to === 'contact' ? [fields.toObjectId] : []),
    ]),
  ];
}

/** `CONTACT_TO_COMPANY`, else the type ids beside it, else the subscription: its object is the one the association starts from. */
function endsOf(object: ObjectKind, fields: Fields<'associationChange'>): readonly [ObjectKind, ObjectKind] {
  const [, from, to] = /^([A-Z_]+?)_TO_([A-Z_]+)$/.exec(fields.associationType ?? '') ?? [];
  if (from !== undefined && to !== undefined) return [objectKind(from.toLowerCase()), objectKind(to.toLowerCase())];
  if (fields.fromObjectTypeId || fields.toObjectTypeId) {
    return [objectKind('object', fields.fromObjectTypeId), objectKind('object', fields.toObjectTypeId)];
  }
  return [object, 'other'];
}

function objectKind(object: string, typeId?: string | null): ObjectKind {
  if (object === 'contact' || (object === 'object' && typeId === '0-1')) return 'contact';
  if (object === 'company' || (object === 'object' && typeId === '0-2')) return 'company';
  return 'other';
}

function ownText(entry: object, key: string): string | undefined {
  const value: unknown = Object.hasOwn(entry, key) ? Reflect.get(entry, key) : undefined;
  return typeof value === 'string' ? value : undefined;
}
