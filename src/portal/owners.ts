/** The people and queues of the account, and what their user records say about working hours. */
import { change } from './change.ts';
import { create } from './life.ts';
import { nextId } from './world.ts';
import type { Owner, World } from './world.ts';

export interface NewOwner {
  readonly email: string;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly timeZone?: string | undefined;
  /** As HubSpot keeps them: days like MONDAY_TO_FRIDAY, minutes of the day. */
  readonly workingHours?:
    readonly { readonly days: string; readonly startMinute: number; readonly endMinute: number }[] | undefined;
  readonly teams?: readonly { readonly id: string; readonly name: string; readonly primary: boolean }[] | undefined;
}

/** A person with an owner id, another user id and a user record: three different numbers, unless the portal is told otherwise. */
export function createOwner(world: World, given: NewOwner): Owner {
  const at = world.clock.now();
  const id = String(75_000_000 + world.chance.between(1, 9_999) + 10_000 * world.owners.size);
  const userId = world.settings.ownerIdIsUserId
    ? Number(id)
    : 98_000_000 + world.chance.between(1, 9_999) + 10_000 * world.owners.size;
  const name = given.email.split('@')[0] ?? given.email;
  const owner: Owner = {
    id,
    type: 'PERSON',
    email: given.email.toLowerCase(),
    firstName: given.firstName ?? name.charAt(0).toUpperCase() + name.slice(1),
    lastName: given.lastName ?? '',
    userId,
    teams: given.teams ?? [],
    createdAt: at,
    updatedAt: at,
    archived: false,
  };
  world.owners.set(id, owner);
  create(world, {
    type: 'user',
    values: [
      ['hs_email', given.email.toLowerCase()],
      ['hs_given_name', owner.firstName],
      ['hs_family_name', owner.lastName],
      ['hs_internal_user_id', String(userId)],
      ['hubspot_owner_id', id],
      ['hs_deactivated', 'false'],
      ['hs_availability_status', 'available'],
      ...(given.timeZone === undefined ? [] : ([['hs_standard_time_zone', given.timeZone]] as const)),
      ...(given.workingHours === undefined
        ? []
        : ([['hs_working_hours', JSON.stringify(given.workingHours)]] as const)),
    ],
    origin: { changeSource: 'CRM_UI', sourceId: 'userId:1', at },
  });
  return owner;
}

export function createQueue(world: World, name: string): Owner {
  const at = world.clock.now();
  const owner: Owner = {
    id: nextId(world),
    type: 'QUEUE',
    email: null,
    firstName: name,
    lastName: '',
    userId: null,
    teams: [],
    createdAt: at,
    updatedAt: at,
    archived: false,
  };
  world.owners.set(owner.id, owner);
  return owner;
}

/** Records keep their deactivated owner; nothing new can be assigned to them. False: no such owner. */
export function deactivateOwner(world: World, id: string): boolean {
  const owner = world.owners.get(id);
  if (owner === undefined) return false;
  owner.archived = true;
  owner.updatedAt = world.clock.now();
  for (const user of world.records.user.values()) {
    if (user.values.get('hubspot_owner_id') !== id) continue;
    const origin = { changeSource: 'CRM_UI', sourceId: 'userId:1', at: owner.updatedAt };
    change(world, user, { values: [['hs_deactivated', 'true']], origin });
  }
  return true;
}
