// Who keeps the relation with a lead already: the owner of the contact, of its company or of an open deal, or who had it before.
// Refuses to know whether they can take it now.
import type { RoutingLine } from './agreement.ts';
import type { Lead } from './qualify.ts';
import type { OpenDeal } from './snapshot.ts';

export type KeptBy = Extract<RoutingLine['to'], { readonly kind: 'existing' | 'previous' }>;

export interface Keeper {
  readonly ownerId: string | null;
  /** Why there is nobody. */
  readonly none: string;
  /** What that person has to do with the lead, to stand after their name. */
  readonly does: string;
}

export function keeperOf(
  to: KeptBy,
  {
    lead,
    deals,
    previousOwnerId,
  }: {
    lead: Pick<Lead, 'contact' | 'company'>;
    deals?: readonly OpenDeal[] | undefined;
    previousOwnerId?: string | null | undefined;
  },
): Keeper {
  if (to.kind === 'previous') {
    const none = 'nobody had this lead before';
    return { ownerId: previousOwnerId ?? null, none, does: 'had this lead in its last cycle' };
  }
  switch (to.of ?? 'contact') {
    case 'contact':
      return {
        ownerId: lead.contact['hubspot_owner_id'] ?? null,
        none: 'the contact has none',
        does: 'already owns this contact',
      };
    case 'company':
      return {
        ownerId: lead.company?.['hubspot_owner_id'] ?? null,
        none: lead.company === null ? 'the contact has no company' : 'the company has none',
        does: 'owns the company',
      };
    case 'deal': {
      const deal = deals?.find((one) => one.ownerId !== null);
      const none = deals === undefined ? 'deals are not read' : 'there is no open deal with an owner';
      return { ownerId: deal?.ownerId ?? null, none, does: `owns the open deal ${deal?.id ?? ''}` };
    }
  }
}

export function keptName(to: KeptBy): string {
  if (to.kind === 'previous') return 'previous owner';
  return to.of === undefined ? 'existing owner' : `existing owner of ${to.of}`;
}

/** A line as people are told of it. */
export function nameOf({ to }: RoutingLine): string {
  switch (to.kind) {
    case 'existing':
    case 'previous':
      return `line "${keptName(to)}"`;
    case 'rotation':
      return `line "rotation ${to.rotation}"`;
    case 'person':
      return `line "${to.email}"`;
  }
}
