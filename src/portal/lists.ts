/** Segments of contacts, by name: below Enterprise, the dated trace that a page visit or a webinar leaves. */
import type { PortalRecord } from './record.ts';
import type { PortalList, World } from './world.ts';

export function listNamed(world: World, name: string): PortalList {
  for (const list of world.lists.values()) if (list.name === name) return list;
  const list: PortalList = {
    listId: String(world.lists.size + 101),
    name,
    createdAt: world.clock.now(),
    members: new Map(),
  };
  world.lists.set(list.listId, list);
  return list;
}

export function addToList(world: World, contact: PortalRecord, { list, at }: { list: string; at: number }): void {
  const { members } = listNamed(world, list);
  const known = members.get(contact.id);
  if (known === undefined) members.set(contact.id, { firstAddedAt: at, lastAddedAt: at });
  else known.lastAddedAt = Math.max(known.lastAddedAt, at);
}

export function removeFromList(world: World, contact: PortalRecord, list: string): void {
  listNamed(world, list).members.delete(contact.id);
}
