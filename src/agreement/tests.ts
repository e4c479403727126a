/** The agreement's own examples, run through the very code that decides about real leads: score, qualify, route. */
import type { Agreement, AgreementTest, Instant } from '../core/agreement.ts';
import type { Lead, Qualification } from '../core/qualify.ts';
import { qualify } from '../core/qualify.ts';
import type { Routing } from '../core/route.ts';
import { route } from '../core/route.ts';
import type { Scorer } from '../core/score.ts';
import { compile } from '../core/score.ts';
import type { Signal } from '../core/signal.ts';
import type { Owner, Properties } from '../core/snapshot.ts';
import { EMPTY_DESK } from '../core/snapshot.ts';
import { pointsText } from './units.ts';

/**
 * The moment examples are run at, so that a test that holds today holds tomorrow: a Wednesday noon, far from the ends of a day and
 * of a week, which `per_day` and `per_week` count.
 */
export const NOON: Instant = Date.UTC(2026, 10, 25, 12);

export interface TestResult {
  readonly name: string;
  readonly ok: boolean;
  /** What came out otherwise than expected; empty when `ok`. */
  readonly misses: readonly Miss[];
  /** Why it came out so, in the words of the decision itself. */
  readonly because: readonly string[];
}

export interface Miss {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** Runs every example of the agreement as if it were `now`. */
export function runAgreementTests(agreement: Agreement, now: Instant): readonly TestResult[] {
  const scorer = compile(agreement);
  const owners = ownersOf(agreement);
  return agreement.tests.map((test) => run(test, { agreement, scorer, owners, now }));
}

/** Examples that the agreement itself does not keep. */
export const brokenExamples = (agreement: Agreement): readonly TestResult[] =>
  runAgreementTests(agreement, NOON).filter((result) => !result.ok);

interface Bench {
  readonly agreement: Agreement;
  readonly scorer: Scorer;
  readonly owners: readonly Owner[];
  readonly now: Instant;
}

function run(test: AgreementTest, bench: Bench): TestResult {
  const { agreement, scorer, owners, now } = bench;
  const signals = signalsOf(test, bench);
  const contact = withOwnerId(test.given.contact, owners);
  const company = Object.keys(test.given.company).length === 0 ? null : test.given.company;
  const { lists } = test.given;
  const score = scorer.score({ contact, company, lists, signals, now });
  const lead: Lead = { score, signals, contact, company, lists, spent: [], wasSql: false, now };
  const qualification = qualify(agreement, lead);
  const isDue = qualification.stage === 'sql' || (agreement.handoff.at === 'mql' && qualification.stage === 'mql');
  const routing =
    isDue && qualification.blockedBy === null
      ? route(agreement, lead, { owners, desk: EMPTY_DESK, temperature: qualification.temperature })
      : null;
  const misses = missesOf(test.expect, { lead, qualification, routing });
  return {
    name: test.name,
    ok: misses.length === 0,
    misses,
    because: [
      `score ${pointsText(score.total)}: behaviour ${pointsText(score.behaviour)}, profile ${pointsText(score.profile)}, grade ${score.grade}`,
      ...qualification.because,
      ...(qualification.blockedBy === null ? [] : [qualification.blockedBy.because]),
      ...(routing?.trace ?? []),
    ],
  };
}

function missesOf(
  expect: AgreementTest['expect'],
  { lead, qualification, routing }: { lead: Lead; qualification: Qualification; routing: Routing | null },
): readonly Miss[] {
  const { score } = lead;
  const unrouted =
    qualification.blockedBy === null
      ? 'nobody: it is not handed off'
      : `nobody: held as ${qualification.blockedBy.name}`;
  const assigned = routing?.kind === 'assigned' ? routing : null;
  const found: Readonly<Record<keyof AgreementTest['expect'], string>> = {
    stage: qualification.stage,
    temperature: qualification.temperature,
    held: qualification.blockedBy?.name ?? 'not held',
    grade: score.grade,
    rotation:
      assigned === null
        ? (routing?.because ?? unrouted)
        : (assigned.dealt.rotation ?? `${assigned.owner.email}, in no rotation`),
    owner: assigned === null ? (routing?.because ?? unrouted) : assigned.owner.email,
    scoreAtLeast: pointsText(score.total),
    scoreBelow: pointsText(score.total),
  };
  const misses: Miss[] = [];
  for (const what of ['stage', 'temperature', 'held', 'grade', 'rotation', 'owner'] as const) {
    const expected = expect[what];
    if (expected !== undefined && expected !== found[what]) misses.push({ what, expected, found: found[what] });
  }
  const { scoreAtLeast, scoreBelow } = expect;
  if (scoreAtLeast !== undefined && score.total < scoreAtLeast) {
    misses.push({ what: 'score', expected: `at least ${pointsText(scoreAtLeast)}`, found: found.scoreAtLeast });
  }
  if (scoreBelow !== undefined && score.total >= scoreBelow) {
    misses.push({ what: 'score', expected: `below ${pointsText(scoreBelow)}`, found: found.scoreBelow });
  }
  return misses;
}

function signalsOf({ given }: AgreementTest, { agreement, now }: Pick<Bench, 'agreement' | 'now'>): readonly Signal[] {
  return Object.entries(given.signals)
    .flatMap(([name, agos]) => {
      const handRaise = agreement.signals.some((signal) => signal.name === name && signal.handRaise);
      return agos.map((ago, index): Signal => {
        const at = now - ago;
        return { id: `${name}@${at}`, name, at, handRaise, evidence: `example ${index + 1}`, subject: name };
      });
    })
    .sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
}

/** Everybody the agreement names, as if the portal had them all: an example is about rules, not about who is away. */
function ownersOf(agreement: Agreement): readonly Owner[] {
  const { signers, fallback, people, rotations, routing } = agreement;
  const emails = [
    ...Object.values(rotations).flatMap((members) => members.map((member) => member.email)),
    ...Object.keys(people),
    ...routing.flatMap((line) => (line.to.kind === 'person' ? [line.to.email] : [])),
    ...Object.values(signers),
    fallback.tell,
  ];
  return [...new Set(emails)].map((email, index) => ({
    id: String(index + 1),
    email,
    name: email,
    kind: 'person',
    active: true,
  }));
}

/** In an example an owner is named by e-mail address; in HubSpot by an id. */
function withOwnerId(contact: Properties, owners: readonly Owner[]): Properties {
  const email = contact['hubspot_owner_id']?.toLowerCase();
  const owner = owners.find((o) => o.email === email);
  return owner === undefined ? contact : { ...contact, hubspot_owner_id: owner.id };
}
