/** Random streams of what people, apps and leads do, played in a town, and what stands in its portal afterwards. */
import fc from 'fast-check';
import type { WebhookEvent } from '../../src/portal/portal.ts';
import type { FaultTown, Running, Stop, Wraps } from '../support/faults.ts';
import { createdTasks } from '../support/created-tasks.ts';
import { dice } from '../support/dice.ts';
import { MONDAY_8 } from '../support/faults.ts';

const NAMES = ['nora', 'omar', 'pia', 'quin'] as const;
const COMPANIES = ['small', 'large'] as const;
type Name = (typeof NAMES)[number];

export type Action = { readonly afterMs: number; readonly who: Name } & (
  | { readonly does: 'create'; readonly jobtitle: string; readonly country: string }
  | { readonly does: 'set'; readonly property: string; readonly value: string; readonly by: 'CRM_UI' | 'INTEGRATION' }
  | { readonly does: 'form'; readonly form: string }
  | { readonly does: 'visit'; readonly url: string }
  | { readonly does: 'click' | 'delete' | 'restore' }
  | { readonly does: 'join' | 'leave'; readonly company: (typeof COMPANIES)[number] }
  | { readonly does: 'grow'; readonly company: (typeof COMPANIES)[number]; readonly employees: string }
  | { readonly does: 'merge'; readonly other: Name }
);

const title = fc.constantFrom('Clerk', 'VP Sales', 'Sales Manager', 'CEO');
const country = fc.constantFrom('Germany', 'United States', 'France');
const company = fc.constantFrom(...COMPANIES);

const deed = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('create' as const), jobtitle: title, country }) },
  {
    weight: 4,
    arbitrary: fc
      .oneof(
        fc.tuple(fc.constant('jobtitle'), title),
        fc.tuple(fc.constant('country'), country),
        fc.tuple(fc.constant('lifecyclestage'), fc.constantFrom('lead', 'customer', 'opportunity')),
        fc.tuple(fc.constant('hubspot_owner_id'), fc.constantFrom('ben', 'carla', '')),
      )
      .chain(([property, value]) =>
        fc.record({
          does: fc.constant('set' as const),
          property: fc.constant(property),
          value: fc.constant(value),
          by: fc.constantFrom('CRM_UI' as const, 'INTEGRATION' as const),
        }),
      ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('form' as const),
      form: fc.constantFrom('Demo request', 'Book a demo', 'Ebook: leads', 'Contact us'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('visit' as const),
      url: fc
        .constantFrom('/pricing', '/pricing/teams', '/case-studies/acme', '/about')
        .map((p) => `https://www.example.com${p}`),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('click' as const) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('join' as const, 'leave' as const), company }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('grow' as const),
      company,
      employees: fc.constantFrom('10', '60', '900'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('delete' as const, 'restore' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('merge' as const), other: fc.constantFrom(...NAMES) }) },
);

const action: fc.Arbitrary<Action> = fc
  .tuple(deed, fc.constantFrom(...NAMES), fc.integer({ min: 1, max: 4_000 }))
  .map(([what, who, afterMs]) => ({ ...what, who, afterMs }) as Action);

const arrival = (who: Name): fc.Arbitrary<Action> =>
  fc.record({
    does: fc.constant('create' as const),
    who: fc.constant(who),
    jobtitle: title,
    country,
    afterMs: fc.integer({ min: 1, max: 4_000 }),
  });

/**
 * Several bursts of doings: everything of one burst has been delivered and worked before the next begins. Three leads come first,
 * or most of what is drawn would be about nobody.
 */
export const bursts: fc.Arbitrary<readonly (readonly Action[])[]> = fc
  .tuple(
    fc.tuple(arrival('nora'), arrival('omar'), arrival('pia')),
    fc.array(fc.array(action, { minLength: 4, maxLength: 14 }), { minLength: 1, maxLength: 3, size: 'max' }),
  )
  .map(([arrivals, [first = [], ...later]]) => [[...arrivals, ...first], ...later]);

export type PortalFault = {
  readonly kind: 'drop' | '502' | '504';
  readonly on: 'tasks' | 'contacts';
  readonly skip: number;
};

export interface Trouble {
  /** Of copies, order and batching. */
  readonly seed: number;
  readonly stops: readonly Stop[];
  readonly faults: readonly PortalFault[];
  /** The portal's collisions of event ids. */
  readonly sameEventId: number;
}

export const trouble: fc.Arbitrary<Trouble> = fc.record({
  seed: fc.nat(),
  stops: fc.array(
    fc.record({
      at: fc.constantFrom(
        'before the call' as const,
        'after HubSpot committed' as const,
        'before we recorded it' as const,
        'after we recorded it' as const,
      ),
      nth: fc.nat(7),
    }),
    { maxLength: 6 },
  ),
  faults: fc.array(
    fc.record({
      kind: fc.constantFrom('drop' as const, '502' as const, '504' as const),
      on: fc.constantFrom('tasks' as const, 'contacts' as const),
      skip: fc.nat(3),
    }),
    { maxLength: 3 },
  ),
  sameEventId: fc.constantFrom(0, 0.3, 1),
});

const BURST_MS = 6 * 3_600_000;
export /** Long enough for a lease, a grace and what follows them. */
const RECOVERY_MS = 30 * 60_000;

const horizonOf = (burst: number): number => MONDAY_8 + (burst + 1) * BURST_MS - 60_000;

export interface Played {
  /** Per name: what stands in HubSpot, or that nothing does. */
  readonly contacts: Readonly<Record<string, unknown>>;
  readonly tasks: Readonly<Record<string, number>>;
  readonly unsettled: Readonly<Record<string, number>>;
  readonly stateless: readonly string[];
  /** How much trouble there really was. */
  readonly deaths: number;
  readonly struck: number;
}

/** Plays a stream in a town. Without trouble: each delivery once, in order, nothing stops. */
export async function play(
  town: FaultTown,
  stream: readonly (readonly Action[])[],
  { trouble: given, wraps = {} }: { trouble?: Trouble; wraps?: Wraps } = {},
): Promise<Played> {
  const people = cast(town);
  const stops = [...(given?.stops ?? [])];
  let started = 0;
  const next = (): Running => {
    started += 1;
    return town.start({ stop: stops.shift(), wraps });
  };
  let running = next();
  const random = dice(given?.seed ?? 0);
  if (given !== undefined) {
    town.portal.setDeliveryFaults({ sameEventId: given.sameEventId });
    arm(town, given.faults);
  }
  const earlier: WebhookEvent[] = [];
  for (const [burst, actions] of stream.entries()) {
    town.clock.set(MONDAY_8 + burst * BURST_MS);
    for (const one of actions) {
      town.clock.advance(one.afterMs);
      people.act(one);
    }
    const events = await town.events();
    const batches = given === undefined ? cut(events, () => 100) : disorder([...events], { earlier, random });
    for (const batch of batches) {
      const status = await town.deliver(batch);
      if (status !== 204) throw new Error(`the door answered ${status}`);
      if (given !== undefined && random(3) === 0 && (await running.work()) === 'died') running = next();
    }
    running = await town.quiesce({ horizon: horizonOf(burst) - RECOVERY_MS, next, from: running });
    // Own writes come back, too.
    for (const batch of cut(await town.events(), () => 100)) await town.deliver(batch);
    // Who dies over these needs time as well: a lease and a grace have to run out.
    running = await town.quiesce({ horizon: horizonOf(burst), next, from: running });
    earlier.push(...events);
  }
  const struck = Object.values(town.portal.struck()).reduce((a, b) => a + b, 0);
  return { ...(await people.found()), deaths: started - 1, struck };
}

function arm({ portal }: FaultTown, faults: readonly PortalFault[]): void {
  for (const { kind, on, skip } of faults) {
    const where = { route: on === 'tasks' ? 'POST */tasks' : 'POST */contacts/batch/update', skip, count: 1 };
    if (kind === 'drop') portal.addFault({ kind: 'drop', afterCommit: true, ...where });
    else portal.addFault({ kind: 'status', status: Number(kind), afterCommit: true, body: 'html', ...where });
  }
}

/** Each event 1 to 10 times, shuffled together with replays of what came before, in deliveries of any size. */
function disorder(
  events: readonly WebhookEvent[],
  { earlier, random }: { earlier: readonly WebhookEvent[]; random: (below: number) => number },
): readonly (readonly unknown[])[] {
  const copies = events.flatMap((event) =>
    Array.from({ length: 1 + random(10) }, (_, attemptNumber) => ({ ...event, attemptNumber })),
  );
  const all = [...copies, ...earlier.filter(() => random(4) === 0)];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = random(i + 1);
    const [a, b] = [all[i], all[j]];
    if (a !== undefined && b !== undefined) [all[i], all[j]] = [b, a];
  }
  return cut(all, () => 1 + random(40));
}

function cut<T>(list: readonly T[], size: () => number): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let from = 0; from < list.length;) {
    const part = list.slice(from, from + size());
    parts.push(part);
    from += part.length;
  }
  return parts;
}

/**
 * Not compared, and nothing else: instants at which Baton's own writes were made (its three dates, HubSpot's modification dates, the
 * dates HubSpot stamps when Baton moves a stage or an owner, and when Baton's task was made and is due), and the sentence that describes the last change worth writing.
 */
const NAMES_AN_INSTANT_OF_WORK =
  /^(baton_(scored_at|handoff_at|sla_due_at|reasons)|(hs_)?lastmodifieddate|hubspot_owner_assigneddate|notes_last_updated|notes_next_activity_date|hs_v2_date_(entered|exited)_\w+|hs_lifecyclestage_\w+_date)$/;

function cast(town: FaultTown): { act(action: Action): void; found(): Promise<Omit<Played, 'deaths' | 'struck'>> } {
  const { portal } = town;
  const ids = new Map<Name, string>();
  const born = new Set<Name>();
  // A merge gives a new id, which no two portals share.
  const mergedIds = new Map<string, string>();
  const named = (text: string): string => [...mergedIds].reduce((all, [id, name]) => all.replaceAll(id, name), text);
  const gone = new Set<Name>();
  const owners = new Map(portal.dump({ types: [] }).owners.map((owner) => [owner.firstName, owner.id]));
  const companies = new Map(
    COMPANIES.map((name, i) => [
      name,
      portal.createRecord({
        type: 'company',
        properties: { name, numberofemployees: i === 0 ? '10' : '300', domain: `${name}.example` },
      }).id,
    ]),
  );
  const dead = (who: Name): boolean => !ids.has(who) || gone.has(who);
  const act = (one: Action): void => {
    const { who } = one;
    const id = ids.get(who) ?? '';
    if (one.does === 'create') {
      if (born.has(who)) return;
      born.add(who);
      const { jobtitle, country: where } = one;
      const made = portal.createContact({
        id: String(9_000_001 + NAMES.indexOf(who)),
        properties: { email: `${who}@firm.example`, firstname: who, lastname: 'Lead', jobtitle, country: where },
        changeSource: 'FORM',
      });
      ids.set(who, made.id);
      return;
    }
    if (one.does === 'grow') {
      portal.setProperties({
        type: 'company',
        id: companies.get(one.company) ?? '',
        properties: { numberofemployees: one.employees },
      });
      return;
    }
    if (one.does === 'restore') {
      if (!gone.delete(who)) return;
      portal.restoreRecord({ id });
      return;
    }
    if (dead(who)) return;
    switch (one.does) {
      case 'set': {
        const value = one.property === 'hubspot_owner_id' ? (owners.get(one.value) ?? '') : one.value;
        portal.setProperties({ id, properties: { [one.property]: value }, changeSource: one.by });
        return;
      }
      case 'form':
        portal.submitForm({ contact: id, form: one.form });
        return;
      case 'visit':
        portal.visitPage({ contact: id, url: one.url });
        return;
      case 'click':
        portal.clickEmail({ contact: id });
        return;
      case 'join':
      case 'leave': {
        const pair = {
          fromType: 'contact',
          fromId: id,
          toType: 'company',
          toId: companies.get(one.company) ?? '',
        } as const;
        if (one.does === 'join') portal.associate(pair);
        else portal.dissociate(pair);
        return;
      }
      case 'delete':
        gone.add(who);
        portal.deleteRecord({ id });
        return;
      case 'merge': {
        const other = ids.get(one.other);
        if (other === undefined || other === id || dead(one.other)) return;
        const merged = portal.mergeContacts({ primary: id, secondary: other });
        ids.set(who, merged.id);
        mergedIds.set(merged.id, `${who} with ${one.other}`);
        ids.delete(one.other);
        return;
      }
    }
  };
  const found = async (): Promise<Omit<Played, 'deaths' | 'struck'>> => {
    const { contact = [], task = [] } = portal.dump({ types: ['contact', 'task'] }).records;
    const contacts: Record<string, unknown> = {};
    const stateless: string[] = [];
    for (const [who, id] of ids) {
      const record = contact.find((one) => one.id === id);
      const kept = await town.store.contact(id);
      if (record !== undefined && (record.properties['baton_state'] ?? '') === '') stateless.push(who);
      contacts[who] =
        record === undefined
          ? 'gone'
          : {
              properties: Object.fromEntries(
                Object.entries(record.properties)
                  .filter(([name, value]) => value !== '' && !NAMES_AN_INSTANT_OF_WORK.test(name))
                  .map(([name, value]) => [name, named(value)] as const)
                  .sort(([a], [b]) => (a < b ? -1 : 1)),
              ),
              exact: [kept?.score?.total, kept?.score?.behaviour, kept?.score?.profile],
              cycles: kept?.cycles.map(({ no, state }) => [no, state]),
              tasks: task
                .filter((one) => one.associations.contact?.includes(id))
                .map(({ properties: p }) => [p['hs_task_subject'], p['hubspot_owner_id'], p['hs_task_priority']]),
            };
    }
    const counts = await town.store.counts(town.clock.now());
    const { intended, sending, ambiguous, failed } = counts.tasks;
    return {
      contacts,
      tasks: Object.fromEntries(Object.entries(createdTasks(town)).map(([marker, count]) => [named(marker), count])),
      unsettled: {
        due: counts.dueNow,
        inHand: counts.inHand,
        buried: counts.buried,
        intended,
        sending,
        ambiguous,
        failed,
      },
      stateless,
    };
  };
  return { act, found };
}
