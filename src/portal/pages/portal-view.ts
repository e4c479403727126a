/** What every page needs to know: whose account it is, who may look, and what is installed. */
import type { Owner, World } from '../world.ts';
import type { PersonView, PortalView } from './views.ts';

export function portalView(world: World): PortalView {
  const people = [...world.owners.values()].filter((owner) => owner.type === 'PERSON' && !owner.archived);
  return {
    portalId: world.settings.portalId,
    timeZone: world.settings.timeZone,
    canAdvance: world.advance !== null,
    appId: world.settings.appId,
    appName: world.app?.name ?? null,
    variables: world.app?.variables ?? {},
    extensions: (world.app?.extensions ?? []).map(({ uid, name, location, objectTypes }) => ({
      uid,
      name,
      location,
      objectTypes,
    })),
    people: people.flatMap((owner) => personView(owner, people) ?? []),
  };
}

function personView(owner: Owner, people: readonly Owner[]): PersonView | null {
  const { id: ownerId, userId, email, firstName, lastName } = owner;
  if (userId === null || email === null) return null;
  const teams = owner.teams.map(({ id, name }) => ({
    id: Number(id),
    name,
    teammates: people.flatMap((one) => (one.teams.some((team) => team.id === id) ? (one.userId ?? []) : [])),
  }));
  return { ownerId, userId, email, firstName, lastName, teams };
}
