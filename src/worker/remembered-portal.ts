/** The portal as it was last read, for commands that ask HubSpot nothing. */
import { WRITTEN_BACK } from '../agreement/needs.ts';
import type { Agreement } from '../core/agreement.ts';
import type { NamedList, Owner, Portal } from '../core/snapshot.ts';
import type { Store } from '../deps.ts';

/** HubSpot's own stages in HubSpot's own order: https://knowledge.hubspot.com/records/use-lifecycle-stages */
const STAGES = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
  'other',
];

interface Remembered {
  readonly owners: readonly Owner[];
  readonly lifecycleOrder: readonly string[];
  readonly writable: readonly string[];
  readonly lists?: readonly NamedList[];
}

export interface RememberedPortal {
  readonly portal: Portal;
  /** False: no service ever read HubSpot for this database, and everybody the agreement names is taken to be there. */
  readonly isRead: boolean;
}

/** @param agreement whom to take for owners where HubSpot was never read. */
export async function rememberedPortal(store: Pick<Store, 'setting'>, agreement: Agreement): Promise<RememberedPortal> {
  const [kept, liveSince, scoresFirst] = await Promise.all([
    store.setting('portal_directory'),
    store.setting('live_since'),
    store.setting('write_scores_before_go_live'),
  ]);
  const isRead = typeof kept === 'object' && kept !== null;
  const { owners, lifecycleOrder, writable, lists } = isRead ? (kept as Remembered) : assumed(agreement);
  return {
    isRead,
    portal: {
      owners,
      lifecycleOrder,
      writable: new Set(writable),
      ...(lists === undefined ? {} : { lists }),
      liveSince: typeof liveSince === 'number' ? liveSince : null,
      writesScoresBeforeGoLive: scoresFirst === true,
    },
  };
}

function assumed({ rotations, people, routing, stages }: Agreement): Remembered {
  const emails = [
    ...Object.values(rotations).flatMap((members) => members.map((member) => member.email)),
    ...Object.keys(people),
    ...routing.flatMap((line) => (line.to.kind === 'person' ? [line.to.email] : [])),
  ];
  const owners = [...new Set(emails)].map((email, index): Owner => ({
    id: String(index + 1),
    email,
    name: email,
    kind: 'person',
    active: true,
  }));
  return {
    owners,
    lifecycleOrder: [...new Set([...STAGES, stages.lifecycle.mql, stages.lifecycle.sql])],
    writable: [...WRITTEN_BACK, 'lifecyclestage', 'hubspot_owner_id'],
  };
}
