import type { Owner } from '../core/snapshot.ts';
import type { SaidAvailability } from '../deps.ts';

/** The owners with what each said about being there. */
export const withWhatTheySaid = (
  owners: readonly Owner[],
  said: ReadonlyMap<string, SaidAvailability>,
): readonly Owner[] =>
  said.size === 0
    ? owners
    : owners.map((owner) => {
        const own = said.get(owner.email.toLowerCase());
        return own === undefined ? owner : { ...owner, said: own };
      });
