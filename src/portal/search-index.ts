/**
 * What search sees: the records as they were `lagMs` ago, ordered by last modification. Writes only append; the index
 * catches up when somebody looks, or when much has gathered.
 */
import type { ObjectType } from './object-types.ts';
import { OBJECT_TYPE_NAMES } from './object-types.ts';
import type { PortalRecord } from './record.ts';

export interface Indexed {
  readonly id: string;
  readonly record: PortalRecord;
  readonly values: ReadonlyMap<string, string>;
  readonly modifiedAt: number;
}

interface Entry {
  readonly id: string;
  readonly record: PortalRecord;
  readonly values: Map<string, string>;
  modifiedAt: number;
}

interface Pending {
  readonly visibleAt: number;
  readonly record: PortalRecord;
  /** null: the record is gone from search. */
  readonly values: readonly (readonly [name: string, value: string])[] | null;
  readonly modifiedAt: number;
}

export interface SearchIndex {
  write(record: PortalRecord, change: { readonly now: number; readonly values: Pending['values'] }): void;
  /** Everything searchable at `now`, by record id. */
  all(type: ObjectType, now: number): ReadonlyMap<string, Indexed>;
  /** Modified at or after `since`, oldest modification first, without looking at the rest. */
  modifiedSince(type: ObjectType, when: { readonly now: number; readonly since: number }): readonly Indexed[];
  lagMs: number;
}

interface Modification {
  readonly at: number;
  readonly entry: Entry;
}

export function createSearchIndex(lagMs: number): SearchIndex {
  const entries = Object.fromEntries(OBJECT_TYPE_NAMES.map((type) => [type, new Map()])) as Record<
    ObjectType,
    Map<string, Entry>
  >;
  const modified = Object.fromEntries(OBJECT_TYPE_NAMES.map((type) => [type, []])) as unknown as Record<
    ObjectType,
    Modification[]
  >;
  let pending: Pending[] = [];
  let done = 0;

  const apply = ({ record, values, modifiedAt }: Pending): void => {
    const known = entries[record.type];
    if (values === null) {
      known.delete(record.id);
      return;
    }
    const entry = known.get(record.id) ?? { id: record.id, record, values: new Map(), modifiedAt };
    known.set(record.id, entry);
    entry.modifiedAt = modifiedAt;
    for (const [name, value] of values) {
      if (value === '') entry.values.delete(name);
      else entry.values.set(name, value);
    }
    const order = modified[record.type];
    const last = order.at(-1);
    if (last !== undefined && last.at > modifiedAt) {
      order.splice(firstSince(order, modifiedAt + 1), 0, { at: modifiedAt, entry });
    } else order.push({ at: modifiedAt, entry });
    if (order.length > 1_000 && order.length > 3 * known.size) {
      modified[record.type] = order.filter((m) => isCurrent(known, m));
    }
  };

  const catchUp = (now: number): void => {
    while (done < pending.length) {
      const next = pending[done];
      if (next === undefined || next.visibleAt > now) break;
      apply(next);
      done += 1;
    }
    if (done > 1_000 || done === pending.length) {
      pending = pending.slice(done);
      done = 0;
    }
  };

  const index: SearchIndex = {
    lagMs,
    write(record, { now, values }) {
      const modifiedAt = record.updatedAt;
      pending.push({ visibleAt: now + index.lagMs, record, values, modifiedAt });
      if (pending.length - done > 5_000 && pending.length % 1_000 === 0) catchUp(now);
    },
    all(type, now) {
      catchUp(now);
      return entries[type];
    },
    modifiedSince(type, { now, since }) {
      catchUp(now);
      const order = modified[type];
      const current = order.slice(firstSince(order, since)).filter((m) => isCurrent(entries[type], m));
      return [...new Set(current.map((m) => m.entry))];
    },
  };
  return index;
}

const isCurrent = (known: ReadonlyMap<string, Entry>, { at, entry }: Modification): boolean =>
  entry.modifiedAt === at && known.get(entry.id) === entry;

/** Position of the first modification at or after `since`, by halving. */
function firstSince(order: readonly Modification[], since: number): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((order[middle]?.at ?? 0) < since) low = middle + 1;
    else high = middle;
  }
  return low;
}
