/**
 * What another agreement would change for the contacts known now: each is planned twice from the mirror, by the agreement in force
 * and by the other one, with the very code that decides about real leads. Writes nothing, and asks HubSpot nothing.
 */
import { mirrorOf } from '../agreement/needs.ts';
import type { Instant, Points } from '../core/agreement.ts';
import { isWithSales } from '../core/cycle.ts';
import { folded } from '../core/match.ts';
import type { Plan, Rules } from '../core/plan.ts';
import { deskQuestion } from '../core/desk.ts';
import { deskAfter, planContact } from '../core/plan.ts';
import type { Desk, DeskQuestion, Portal, Properties, Snapshot } from '../core/snapshot.ts';
import type { Mirrored, Store, StoredContact } from '../deps.ts';
import { snapshotOf } from './load.ts';

export type Stage = Plan['qualification']['stage'];

export interface Named {
  readonly contactId: string;
  /** "Nora Lind", else the e-mail address, else nothing. */
  readonly name: string;
}

/** Contacts that move from one stage to another. */
export interface Crossing {
  readonly from: Stage;
  readonly to: Stage;
  readonly count: number;
  /** The first of them, by id. */
  readonly some: readonly Named[];
}

export interface Move extends Named {
  readonly from: Points;
  readonly to: Points;
}

export interface Load {
  readonly ownerId: string;
  readonly name: string;
  /** Leads this owner has in hand now. */
  readonly open: number;
  /** Leads that would come by the other agreement. */
  readonly coming: number;
}

export interface Foreseen {
  readonly contacts: number;
  /** Known, and never read: nothing can be foreseen about them. */
  readonly unread: number;
  readonly crossings: readonly Crossing[];
  /** Tasks that would be created: one per handoff. */
  readonly tasks: number;
  /** Those that are due by the agreement in force too, and only not made yet. */
  readonly tasksAnyway: number;
  readonly handedOff: readonly Named[];
  /** Contacts by the reason they would be held for, where the agreement in force does not hold them for it. */
  readonly newlyHeld: Readonly<Record<string, number>>;
  readonly loads: readonly Load[];
  readonly scoreChanged: number;
  /** Mean over all contacts, in points; 0 without contacts. */
  readonly meanChange: number;
  readonly risen: readonly Move[];
  readonly fallen: readonly Move[];
}

const PAGE = 500;

export interface ForeseeOptions {
  readonly store: Pick<Store, 'mirrorPage' | 'countKnown' | 'desk'>;
  readonly before: Rules;
  readonly after: Rules;
  readonly portal: Portal;
  readonly now: Instant;
  /** How many contacts are named per line. */
  readonly show: number;
  readonly onProgress?: (step: { readonly done: number; readonly total: number }) => void;
  /** Ends it between two pages; then it throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Plans every known contact by both agreements, in the order in which a rescore takes them. */
export async function foresee({
  store,
  before,
  after,
  portal,
  now,
  show,
  onProgress,
  signal,
}: ForeseeOptions): Promise<Foreseen> {
  const total = await store.countKnown();
  const tally = createTally(portal, show);
  const rules = { before: withoutNextLook(before), after: withoutNextLook(after) };
  const nobody = { snapshots: [], now };
  let desks = {
    before: await store.desk(deskQuestion(before.agreement, nobody), now),
    after: await store.desk(deskQuestion(after.agreement, nobody), now),
  };
  for (let last: string | null = null, done = 0; ;) {
    const page: readonly Mirrored[] = await store.mirrorPage({ after: last, limit: PAGE });
    const snapshots = page.flatMap(({ record }) => (record === null ? [] : [companyOf(record)]));
    desks = {
      before: await withCompanies(desks.before, deskQuestion(before.agreement, { snapshots, now }), { store, now }),
      after: await withCompanies(desks.after, deskQuestion(after.agreement, { snapshots, now }), { store, now }),
    };
    for (const contact of page) {
      const plans = planBoth(contact, { ...rules, portal, desks, now });
      if (plans === null) tally.unread();
      else {
        tally.add(contact, plans);
        desks = { before: deskAfter(desks.before, plans.before), after: deskAfter(desks.after, plans.after) };
      }
    }
    done += page.length;
    onProgress?.({ done, total: Math.max(total, done) });
    signal?.throwIfAborted();
    if (page.length < PAGE) return tally.result();
    last = page.at(-1)?.contactId ?? last;
  }
}

const companyOf = ({ properties, companyId, company }: StoredContact): Pick<Snapshot, 'contact' | 'company'> => ({
  contact: properties,
  company: companyId === null ? null : { id: companyId, properties: company ?? {} },
});

/** A desk that also knows who had the last lead of these companies; what was foreseen meanwhile stays. */
async function withCompanies(
  desk: Desk,
  asks: DeskQuestion,
  { store, now }: Pick<ForeseeOptions, 'store' | 'now'>,
): Promise<Desk> {
  if (asks.companies.length === 0) return desk;
  const { companies } = await store.desk(asks, now);
  return { ...desk, companies: new Map([...companies, ...desk.companies]) };
}

/** When to look again is most of a plan's work, and of no interest here. */
const withoutNextLook = (rules: Rules): Rules => ({ ...rules, scorer: { ...rules.scorer, nextChange: () => null } });

interface Plans {
  readonly before: Plan;
  readonly after: Plan;
}

function planBoth(
  contact: Mirrored,
  {
    before,
    after,
    portal,
    desks,
    now,
  }: Pick<ForeseeOptions, 'before' | 'after' | 'portal' | 'now'> & { desks: { before: Desk; after: Desk } },
): Plans | null {
  const { record } = contact;
  if (record === null) return null;
  const snapshot = snapshotOf(contact, { record, before: null, portal, now });
  const { lists: _, ...withoutLists } = snapshot;
  // Which HubSpot list a new name means is not known before it is asked: until then nothing about it is.
  const named = new Set(portal.lists?.map(({ name }) => folded(name)));
  const isNamed = mirrorOf(after.agreement).lists.every((name) => named.has(folded(name)));
  return {
    before: planContact(before, { snapshot, desk: desks.before, now }),
    after: planContact(after, { snapshot: isNamed ? snapshot : withoutLists, desk: desks.after, now }),
  };
}

export function nameOf({ contactId, record }: Pick<Mirrored, 'contactId' | 'record'>): Named {
  const of: Properties = record?.properties ?? {};
  const name = [of['firstname'], of['lastname']].filter((part) => part !== undefined).join(' ');
  return { contactId, name: name === '' ? (of['email'] ?? '') : name };
}

function createTally(portal: Portal, show: number) {
  const crossings = new Map<string, { from: Stage; to: Stage; count: number; some: Named[] }>();
  const open = new Map<string, number>();
  const coming = new Map<string, number>();
  const held = new Map<string, number>();
  const handedOff: Named[] = [];
  const moves: Move[] = [];
  const sum = { contacts: 0, unread: 0, tasks: 0, tasksAnyway: 0, change: 0 };

  return {
    unread() {
      sum.contacts += 1;
      sum.unread += 1;
    },
    add(contact: Mirrored, { before, after }: Plans) {
      sum.contacts += 1;
      const named = nameOf(contact);
      const [from, to] = [before.qualification.stage, after.qualification.stage];
      if (from !== to) {
        const key = `${from} ${to}`;
        const crossing = crossings.get(key) ?? { from, to, count: 0, some: [] };
        crossing.count += 1;
        if (crossing.some.length < show) crossing.some.push(named);
        crossings.set(key, crossing);
      }
      const { cycle } = contact;
      if (cycle !== null && isWithSales(cycle) && cycle.handoff !== null) add(open, cycle.handoff.ownerId);
      if (after.handedOff && after.cycle.handoff !== null) {
        sum.tasks += 1;
        if (before.handedOff) sum.tasksAnyway += 1;
        add(coming, after.cycle.handoff.ownerId);
        if (handedOff.length < show) handedOff.push(named);
      }
      const reason = after.cycle.heldBecause;
      if (reason !== null && reason !== before.cycle.heldBecause) add(held, reason);
      const change = after.score.total - before.score.total;
      sum.change += change;
      if (change !== 0) moves.push({ ...named, from: before.score.total, to: after.score.total });
    },
    result(): Foreseen {
      const owners = [...new Set([...open.keys(), ...coming.keys()])].map((ownerId): Load => ({
        ownerId,
        name: portal.owners.find((owner) => owner.id === ownerId)?.name ?? `owner ${ownerId}`,
        open: open.get(ownerId) ?? 0,
        coming: coming.get(ownerId) ?? 0,
      }));
      const byChange = [...moves].sort(
        (a, b) => b.to - b.from - (a.to - a.from) || compareIds(a.contactId, b.contactId),
      );
      const planned = sum.contacts - sum.unread;
      return {
        contacts: sum.contacts,
        unread: sum.unread,
        crossings: [...crossings.values()].sort(
          (a, b) => b.count - a.count || (`${a.from}${a.to}` < `${b.from}${b.to}` ? -1 : 1),
        ),
        tasks: sum.tasks,
        tasksAnyway: sum.tasksAnyway,
        handedOff,
        newlyHeld: Object.fromEntries([...held].sort(([a], [b]) => (a < b ? -1 : 1))),
        loads: owners.sort((a, b) => b.coming - a.coming || b.open - a.open || compareIds(a.ownerId, b.ownerId)),
        scoreChanged: moves.length,
        meanChange: planned === 0 ? 0 : sum.change / planned / 100,
        risen: byChange.filter((move) => move.to > move.from).slice(0, show),
        fallen: byChange
          .filter((move) => move.to < move.from)
          .slice(-show)
          .reverse(),
      };
    },
  };
}

const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
