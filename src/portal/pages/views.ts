/** What the pages in the browser are told; types only, for both sides. */
import type { Location } from '../app/locations.ts';
import type { ObjectType } from '../object-types.ts';

export interface PortalView {
  readonly portalId: number;
  readonly timeZone: string;
  readonly canAdvance: boolean;
  readonly appId: number;
  /** Null: no app is installed. */
  readonly appName: string | null;
  readonly variables: Readonly<Record<string, string | number | boolean>>;
  readonly extensions: readonly ExtensionView[];
  readonly people: readonly PersonView[];
}

export interface ExtensionView {
  readonly uid: string;
  readonly name: string;
  readonly location: Location;
  readonly objectTypes: readonly ObjectType[];
}

export interface PersonView {
  readonly ownerId: string;
  readonly userId: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly teams: readonly { readonly id: number; readonly name: string; readonly teammates: readonly number[] }[];
}

export interface PropertyView {
  readonly name: string;
  readonly label: string;
  readonly value: string | null;
  /** As HubSpot would print it: the option's label, the owner's name, a date in the account's zone. */
  readonly shown: string | null;
}

export interface RecordView {
  readonly id: string;
  readonly type: ObjectType;
  readonly objectTypeId: string;
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly { readonly title: string; readonly properties: readonly PropertyView[] }[];
  readonly associated: readonly AssociatedView[];
  readonly timeline: readonly TimelineEntry[];
}

export interface AssociatedView {
  readonly id: string;
  readonly type: ObjectType;
  readonly title: string;
  readonly primary: boolean;
  readonly lines: readonly string[];
}

export interface TimelineEntry {
  readonly key: string;
  readonly at: number;
  readonly kind: 'task' | 'note' | 'call' | 'email' | 'meeting' | 'communication' | 'form' | 'page' | 'mail' | 'change';
  readonly title: string;
  readonly by: string | null;
  /** HTML as HubSpot keeps it, cleaned of everything active. */
  readonly html?: string;
  readonly text?: string;
  /** Only for tasks. */
  readonly task?: TaskView;
}

export interface TaskView {
  readonly id: string;
  readonly subject: string;
  readonly html: string;
  readonly priority: string;
  readonly done: boolean;
  readonly dueAt: number | null;
  readonly owner: string | null;
  readonly ownerId: string | null;
  readonly contact: { readonly id: string; readonly title: string } | null;
}

export interface RowView {
  readonly id: string;
  readonly title: string;
  /** In the order of the list's columns. */
  readonly cells: readonly (string | null)[];
}

export interface ListView {
  readonly columns: readonly string[];
  readonly rows: readonly RowView[];
  readonly total: number;
}
