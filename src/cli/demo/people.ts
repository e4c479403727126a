/** The people of the default agreement, as owners of a local portal: without them nobody could be given a lead. */
import type { Portal } from '../../portal/portal.ts';

export const PEOPLE = [
  { email: 'anna@example.com', firstName: 'Anna', lastName: 'Albers' },
  { email: 'ben@example.com', firstName: 'Ben', lastName: 'Brandt' },
  { email: 'carla@example.com', firstName: 'Carla', lastName: 'Cruz' },
  { email: 'sam@example.com', firstName: 'Sam', lastName: 'Stone' },
  { email: 'maria@example.com', firstName: 'Maria', lastName: 'Meier' },
] as const;

export function moveIn(portal: Pick<Portal, 'createOwner'>): void {
  for (const person of PEOPLE) portal.createOwner({ ...person, timeZone: 'Europe/Berlin' });
}
