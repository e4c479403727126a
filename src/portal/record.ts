import type { ObjectType } from './object-types.ts';

/** Where a change came from, in the words of property history and webhooks. */
export interface Origin {
  readonly changeSource: string;
  readonly sourceId: string;
  readonly at: number;
}

export interface Version {
  readonly value: string;
  readonly at: number;
  readonly sourceType: string;
  readonly sourceId: string;
}

/** One CRM record. An absent value is HubSpot's null. */
export interface PortalRecord {
  readonly id: string;
  readonly type: ObjectType;
  readonly values: Map<string, string>;
  /** Oldest first, at most `HISTORY_KEPT` per property. */
  readonly history: Map<string, Version[]>;
  readonly createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
}

/** How many versions HubSpot keeps is unverified; twenty is the figure commonly met. */
export const HISTORY_KEPT = 20;

export function remember(record: PortalRecord, name: string, version: Version): void {
  const versions = record.history.get(name);
  if (versions === undefined) {
    record.history.set(name, [version]);
    return;
  }
  versions.push(version);
  if (versions.length > HISTORY_KEPT) versions.shift();
}
