/** Leads in every state a card can be asked about, made by real plans: shared by the tests of the service and of the cards. */
import type { Agreement, Instant } from '../../src/core/agreement.ts';
import type { Language } from '../../src/core/card-words.ts';
import type { Cycle } from '../../src/core/cycle.ts';
import { planContact } from '../../src/core/plan.ts';
import type { Rules } from '../../src/core/plan.ts';
import type { Said, Saying } from '../../src/core/said.ts';
import { compile } from '../../src/core/score.ts';
import type { Fact } from '../../src/core/signal.ts';
import type { Owner, Portal, Properties, Snapshot } from '../../src/core/snapshot.ts';
import { EMPTY_DESK } from '../../src/core/snapshot.ts';
import { contactView } from '../../src/http/contact-view.ts';
import type { Known } from '../../src/http/contact-view.ts';
import type { ContactCard } from '../../src/http/contract.ts';
import { contactCard } from '../../src/http/contract.ts';
import type { Viewing } from '../../src/http/lead-view.ts';
import type { Asker } from '../../src/http/route.ts';
import { DAY, fact, HOUR, MINUTE, NOW, perfectFit, testAgreement } from './agreement.ts';

export const OWNERS: readonly Owner[] = [
  { id: '101', email: 'anna@example.com', name: 'Anna Albers', kind: 'person', active: true },
  { id: '102', email: 'ben@example.com', name: 'Ben Brandt', kind: 'person', active: true },
  { id: '103', email: 'carla@example.com', name: 'Carla Cruz', kind: 'person', active: true },
];
export const ASKERS = {
  anna: { userId: '90001', email: 'anna@example.com', ownerId: '101' },
  ben: { userId: '90002', email: 'ben@example.com', ownerId: '102' },
  sam: { userId: '90004', email: 'sam@example.com', ownerId: null },
  /** A user whose number is Anna's owner id. */
  number: { userId: '101', email: 'nobody@elsewhere.example', ownerId: null },
} as const satisfies Readonly<Record<string, Asker>>;

const WRITABLE = ['baton_handoff_at', 'baton_state', 'baton_score', 'lifecyclestage', 'hubspot_owner_id'];

export interface Scene {
  readonly contact?: Properties;
  readonly company?: Properties | null;
  readonly facts?: readonly Fact[];
  readonly agreement?: Agreement;
  readonly portal?: Partial<Portal>;
  /** What was said, so long after the first plan. */
  readonly said?: readonly { readonly after: number; readonly by: Asker; readonly what: Said }[];
  /** Moments at which it was planned, and the moment of looking. */
  readonly plannedAt?: readonly Instant[];
  readonly seenAt?: Instant;
  readonly cycle?: Cycle | null;
  readonly earlier?: readonly Cycle[];
  readonly known?: Partial<Known> | null;
}

export interface Played {
  readonly known: Known | null;
  readonly viewing: Omit<Viewing, 'asker' | 'language'>;
}

export const CONTACT = '508369434347';

export function play(scene: Scene): Played {
  const agreement = scene.agreement ?? testAgreement();
  const rules: Rules = { agreement, scorer: compile(agreement), label: 'B2B SaaS, clear · version 3 · aaaaaaaa' };
  const portal: Portal = {
    lifecycleOrder: ['lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'customer'],
    owners: OWNERS,
    liveSince: NOW - 30 * DAY,
    writesScoresBeforeGoLive: false,
    writable: new Set(WRITABLE),
    ...scene.portal,
  };
  const { plannedAt = [NOW], facts = [] } = scene;
  const sayings = (scene.said ?? []).map(({ after, by, what }, i): Saying => ({
    seq: String(i + 1),
    at: NOW + after,
    cycleNo: 1 + (scene.earlier?.length ?? 0),
    by: { userId: by.userId, email: by.email },
    through: 'card',
    what,
  }));
  let contact: Properties = scene.contact ?? perfectFit.contact;
  const company = scene.company === undefined ? perfectFit.company : scene.company;
  let cycle = scene.cycle ?? scene.earlier?.at(-1) ?? null;
  for (const now of plannedAt) {
    const snapshot: Snapshot = {
      contactId: CONTACT,
      contact,
      before: null,
      company: company === null ? null : { id: '700', properties: company },
      facts: facts.filter((one) => one.at <= now),
      cycle,
      sayings: sayings.filter((one) => one.at <= now),
      activities: scene.known?.activities ?? [],
      portal,
    };
    const plan = planContact(rules, {
      snapshot,
      desk: EMPTY_DESK,
      now,
    });
    cycle = plan.cycle;
    for (const effect of plan.effects) {
      if (effect.kind === 'UpdateContact') contact = { ...contact, ...effect.properties };
    }
  }
  const seenAt = scene.seenAt ?? plannedAt.at(-1) ?? NOW;
  const known: Known = {
    record: {
      properties: contact,
      companyId: company === null ? null : '700',
      company,
      companyReadAt: NOW,
      facts: facts.filter((one) => one.at <= seenAt),
      readAt: NOW,
      goneAt: null,
      lists: null,
    },
    score: null,
    cycles: [...(scene.earlier ?? []), ...(cycle === null ? [] : [cycle])],
    tasks: [],
    sayings: sayings.filter((one) => one.at <= seenAt),
    activities: [],
    messages: [],
    because: [],
    dueAt: null,
    dueBecause: null,
    buried: null,
    inHand: false,
    ...scene.known,
  };
  return {
    known: scene.known === null ? null : known,
    viewing: { rules, portal, isPaused: false, now: seenAt },
  };
}

export function cardOf(
  scene: Scene,
  { asker = ASKERS.anna, language = 'en' }: { asker?: Asker; language?: Language } = {},
): ContactCard {
  const { known, viewing } = play(scene);
  return contactCard.parse(contactView(CONTACT, known, { ...viewing, asker, language }));
}

export const page = (path: string, minutesAgo: number): Fact =>
  fact({
    kind: 'page',
    subject: `https://www.example.com${path}`,
    at: NOW - minutesAgo * MINUTE,
    evidence: 'history of hs_analytics_last_url',
  });
export const demo = fact({ subject: 'Demo request DE', at: NOW - 4 * MINUTE });
const busy = [
  page('/pricing', 26 * 60),
  page('/pricing?ref=mail@person.example', 3 * 60),
  page('/case-studies/acme', 2 * 24 * 60),
];
const accept = { after: 2 * MINUTE, by: ASKERS.anna, what: { kind: 'accepted', note: '' } } as const;
const reject = {
  after: 2 * MINUTE,
  by: ASKERS.anna,
  what: { kind: 'rejected', reason: 'no_budget', note: 'Next year, they say' },
} as const;
const stranger = { contact: { email: 'ida@example.com', firstname: 'Ida' }, company: null };

/** Every state, by a name that is also its file in tests/golden/cards. */
export const SCENES = {
  'not-heard-of': { known: null },
  'not-read-yet': { known: { record: null } },
  gone: {},
  nurture: { ...stranger, facts: [page('/pricing', 60)] },
  'nurture-with-points': { company: { country: 'Germany', industry: 'COMPUTER_SOFTWARE' }, facts: busy },
  mql: { facts: busy },
  'held-competitor': { contact: { ...perfectFit.contact, email: 'eve@rival.example' }, facts: [demo] },
  'before-go-live': { facts: [demo], portal: { liveSince: null } },
  unrouted: { facts: [demo], portal: { owners: [] } },
  'handed-off': { facts: [demo, ...busy] },
  late: { facts: [demo, ...busy], seenAt: NOW + HOUR },
  'accepted-just-now': { facts: [demo, ...busy], said: [accept], seenAt: NOW + 2 * MINUTE },
  'rejected-just-now': { facts: [demo, ...busy], said: [reject], seenAt: NOW + 2 * MINUTE },
  pinned: {
    facts: busy,
    said: [
      {
        after: MINUTE,
        by: ASKERS.sam,
        what: { kind: 'pinned', as: 'hot', until: NOW + 7 * DAY, note: 'met at the fair' },
      },
    ],
    seenAt: NOW + 2 * MINUTE,
  },
  stuck: { facts: [demo], known: { buried: { code: 'HUBSPOT_REJECTED', message: 'hidden' } } },
} as const satisfies Readonly<Record<string, Scene>>;

export type SceneName = keyof typeof SCENES;
export const SCENE_NAMES = Object.keys(SCENES) as readonly SceneName[];

/** The card of a scene; one that HubSpot no longer has is marked here, since no plan makes it so. */
export function cardIn(name: SceneName, options: { asker?: Asker; language?: Language } = {}): ContactCard {
  if (name !== 'gone') return cardOf(SCENES[name], options);
  const { known } = play({});
  if (known === null || known.record === null) throw new Error('the scene has no record');
  return cardOf({ known: { ...known, record: { ...known.record, goneAt: NOW - DAY } } }, options);
}
