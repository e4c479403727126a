/** What a draft would change for the contacts known now: worked out behind the requests, by the code that `baton plan` uses. */
import { mirrorOf } from '../agreement/needs.ts';
import { fromBook, inForceIn } from '../agreement/stored.ts';
import type { Book } from '../core/authority.ts';
import type { Foreseen, Move } from '../worker/foresee.ts';
import { foresee } from '../worker/foresee.ts';
import { inForceOf } from '../worker/in-force.ts';
import { rememberedPortal } from '../worker/remembered-portal.ts';
import { lacking } from '../worker/rescore.ts';
import type { AppOptions } from './app.ts';
import { inBackground } from './in-background.ts';
import type { EffectAnswer, EffectDone, MoveAnswer } from './pages-contract.ts';

const KEPT_MS = 10 * 60_000;
/** 50,000 contacts are planned by two agreements in well under a minute. */
const GIVE_UP_MS = 10 * 60_000;
/** Contacts named per line. */
const NAMED = 5;

/** Returns how far it is with a draft, and begins when nobody did. A version that is in force changes nothing. */
export function effects(options: AppOptions): (book: Book, hash: string) => EffectAnswer {
  const { store, clock, log } = options;
  const background = inBackground({
    clock,
    log,
    what: 'the effect of a draft',
    keepMs: KEPT_MS,
    giveUpAfterMs: GIVE_UP_MS,
    work: async (key, how): Promise<Omit<EffectDone, 'kind' | 'at'>> => {
      const book = await store.agreementBook();
      const [from = '', to = ''] = key.split(' ');
      const before = from === '' ? null : fromBook(book, from).agreement;
      const after = fromBook(book, to).agreement;
      const { portal, isRead } = await rememberedPortal(store, after);
      const foreseen = await foresee({
        store,
        before: inForceOf(before ?? after),
        after: inForceOf(after),
        portal,
        now: clock.now(),
        show: NAMED,
        ...how,
      });
      return {
        ...effectOf(foreseen),
        notRead: before === null ? [] : lacking(mirrorOf(after), mirrorOf(before)),
        ownersKnown: isRead,
      };
    },
  });
  return (book, hash) => {
    const state = background.look(`${inForceIn(book)?.hash ?? ''} ${hash}`);
    return state.kind === 'done' ? { kind: 'effect', at: state.at, ...state.value } : withoutAt(state);
  };
}

const withoutAt = (state: { kind: 'working'; done: number; total: number } | { kind: 'failed' }): EffectAnswer =>
  state.kind === 'failed' ? { kind: 'failed' } : state;

function effectOf({
  newlyHeld,
  loads,
  handedOff: _,
  risen,
  fallen,
  meanChange,
  ...same
}: Foreseen): Omit<EffectDone, 'kind' | 'at' | 'notRead' | 'ownersKnown'> {
  return {
    ...same,
    meanChange: Math.round(meanChange * 100) / 100,
    loads: loads.map(({ name, open, coming }) => ({ name, open, coming })),
    newlyHeld: Object.entries(newlyHeld).map(([because, count]) => ({ because, count })),
    risen: risen.map(moveOf),
    fallen: fallen.map(moveOf),
  };
}

const moveOf = ({ contactId, name, from, to }: Move): MoveAnswer => ({
  contactId,
  name,
  from: from / 100,
  to: to / 100,
});
