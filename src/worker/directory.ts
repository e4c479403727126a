/** What the whole portal has in common: its owners, lifecycle stages, properties and lists, read now and then and kept for a while. */
import type { NamedList, Owner, Portal } from '../core/snapshot.ts';
import { listsByName } from './memberships.ts';
import { RELEASED, releasedIn } from './release.ts';
import { withWhatTheySaid } from './said-availability.ts';
import type { Deps } from '../deps.ts';

/** Owners and properties change rarely; a deactivated owner is noticed within this time, or at once by `forget`. */
const KEEP_MS = 5 * 60_000;

export interface Directory {
  /** The portal as plans see it now. */
  portal(): Promise<Portal>;
  /** The next `portal()` reads HubSpot again: after a write was refused for an owner or a property. */
  forget(): void;
}

export function createDirectory(deps: Pick<Deps, 'clock' | 'log' | 'store' | 'hubspot' | 'inForce'>): Directory {
  const { clock, store, hubspot, inForce } = deps;
  let kept: { readonly at: number; readonly agreement: string; readonly value: Promise<Kept> } | null = null;

  const read = async (): Promise<Kept> => {
    const [owners, properties] = await Promise.all([hubspot.owners(), hubspot.propertyDefinitions('contacts')]);
    const lists = await listsByName(deps, inForce().needs.lists);
    const stages = properties.get('lifecyclestage')?.options ?? [];
    const value: Kept = {
      owners,
      lifecycleOrder: [...stages].sort((a, b) => a.displayOrder - b.displayOrder).map((option) => option.value),
      writable: new Set([...properties.values()].filter((p) => !p.readOnly && !p.calculated).map((p) => p.name)),
      ...(lists === undefined ? {} : { lists }),
    };
    // For commands that look ahead without asking HubSpot.
    await store.setSetting('portal_directory', { ...value, writable: [...value.writable] }, clock.now());
    return value;
  };

  return {
    async portal() {
      const now = clock.now();
      const agreement = inForce().agreement.hash;
      // Another agreement may ask about other lists.
      if (kept === null || kept.agreement !== agreement || now - kept.at > KEEP_MS) {
        const value = read();
        kept = { at: now, agreement, value };
        // A failed read is not kept.
        value.catch(() => {
          if (kept?.value === value) kept = null;
        });
      }
      const [common, said, liveSince, scoresFirst, released] = await Promise.all([
        kept.value,
        store.availability(now),
        store.setting('live_since'),
        store.setting('write_scores_before_go_live'),
        store.setting(RELEASED),
      ]);
      return {
        ...common,
        owners: withWhatTheySaid(common.owners, said),
        liveSince: typeof liveSince === 'number' ? liveSince : null,
        writesScoresBeforeGoLive: scoresFirst === true,
        released: releasedIn(released),
      };
    },
    forget() {
      kept = null;
    },
  };
}

interface Kept {
  readonly owners: readonly Owner[];
  readonly lifecycleOrder: readonly string[];
  readonly writable: ReadonlySet<string>;
  readonly lists?: readonly NamedList[];
}
