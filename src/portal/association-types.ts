/** Association types between standard objects: https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide */
import type { ObjectType } from './object-types.ts';

export interface AssociationType {
  readonly from: ObjectType;
  readonly to: ObjectType;
  readonly typeId: number;
  /** The type that stands on the other end of the same association. */
  readonly inverseId: number;
  readonly label: string | null;
  /** At most one association of a primary type per record. */
  readonly primary: boolean;
}

type Pair = readonly [from: ObjectType, to: ObjectType, there: number, back: number, label?: string];

/** Unverified: the types between leads and activities other than tasks and notes. */
const PAIRS: readonly Pair[] = [
  ['contact', 'company', 279, 280],
  ['contact', 'company', 1, 2, 'Primary'],
  ['contact', 'deal', 4, 3],
  ['deal', 'company', 341, 342],
  ['deal', 'company', 5, 6, 'Primary'],
  ['task', 'contact', 204, 203],
  ['task', 'company', 192, 191],
  ['task', 'deal', 216, 215],
  ['note', 'contact', 202, 201],
  ['note', 'company', 190, 189],
  ['note', 'deal', 214, 213],
  ['call', 'contact', 194, 193],
  ['call', 'company', 182, 181],
  ['call', 'deal', 206, 205],
  ['meeting', 'contact', 200, 199],
  ['meeting', 'company', 188, 187],
  ['meeting', 'deal', 212, 211],
  ['email', 'contact', 198, 197],
  ['email', 'company', 186, 185],
  ['email', 'deal', 210, 209],
  ['communication', 'contact', 81, 82],
  ['communication', 'company', 87, 88],
  ['communication', 'deal', 85, 86],
  ['contact', 'contact', 449, 449],
  ['lead', 'contact', 608, 609],
  ['lead', 'contact', 578, 579, 'Primary'],
  ['lead', 'company', 610, 611],
  ['lead', 'task', 646, 647],
  ['lead', 'note', 854, 855],
];

const TYPES: readonly AssociationType[] = PAIRS.flatMap(([from, to, there, back, label]) => {
  const shared = { label: label ?? null, primary: label === 'Primary' };
  const forward = { from, to, typeId: there, inverseId: back, ...shared };
  return there === back ? [forward] : [forward, { from: to, to: from, typeId: back, inverseId: there, ...shared }];
});

const byId = new Map(TYPES.map((type) => [`${type.from}:${type.to}:${type.typeId}`, type]));

export const associationType = (ends: { from: ObjectType; to: ObjectType }, typeId: number): AssociationType | null =>
  byId.get(`${ends.from}:${ends.to}:${typeId}`) ?? null;

/** The unlabelled type between two objects; null when they cannot be associated. */
export const defaultType = (from: ObjectType, to: ObjectType): AssociationType | null =>
  TYPES.find((type) => type.from === from && type.to === to && type.label === null) ?? null;

export const primaryType = (from: ObjectType, to: ObjectType): AssociationType | null =>
  TYPES.find((type) => type.from === from && type.to === to && type.primary) ?? null;
