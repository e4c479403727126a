/** The CRM object types this portal has, under every name HubSpot accepts for them. */
export const OBJECT_TYPES = {
  contact: { id: '0-1', plural: 'contacts' },
  company: { id: '0-2', plural: 'companies' },
  deal: { id: '0-3', plural: 'deals' },
  task: { id: '0-27', plural: 'tasks' },
  note: { id: '0-46', plural: 'notes' },
  meeting: { id: '0-47', plural: 'meetings' },
  call: { id: '0-48', plural: 'calls' },
  email: { id: '0-49', plural: 'emails' },
  communication: { id: '0-18', plural: 'communications' },
  lead: { id: '0-136', plural: 'leads' },
  user: { id: '0-115', plural: 'users' },
} as const;

export type ObjectType = keyof typeof OBJECT_TYPES;

export const OBJECT_TYPE_NAMES = Object.keys(OBJECT_TYPES) as readonly ObjectType[];

const byAnyName = new Map<string, ObjectType>(
  OBJECT_TYPE_NAMES.flatMap((name) => [
    [name, name],
    [OBJECT_TYPES[name].plural, name],
    [OBJECT_TYPES[name].id, name],
  ]),
);

/** `contact`, `contacts`, `CONTACT` and `0-1` are one type; null when the portal has no such type. */
export const objectTypeNamed = (name: string): ObjectType | null => byAnyName.get(name.toLowerCase()) ?? null;

export const typeIdOf = (type: ObjectType): string => OBJECT_TYPES[type].id;

/** What a person logs on a record: first contact is read from these. */
export const ACTIVITY_TYPES = ['task', 'note', 'meeting', 'call', 'email', 'communication'] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];
export const isActivity = (type: ObjectType): type is ActivityType =>
  (ACTIVITY_TYPES as readonly string[]).includes(type);
