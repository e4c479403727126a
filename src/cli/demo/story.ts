/** A morning in the life of a portal. Everything that happens is done to the local HubSpot; Baton learns of it as it would of the real one. */
import type { Planned } from '../../worker/batch.ts';
import { WATCH_EVERY_MS } from '../../worker/watch.ts';
import type { Show } from './show.ts';
import type { Stage } from './stage.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SITE = 'https://www.example.com';

export interface Cast {
  readonly nora: string;
  readonly tomas: string;
  readonly lea: string;
}

const perfectCompany = (name: string): Record<string, string> => ({
  name,
  industry: 'COMPUTER_SOFTWARE',
  numberofemployees: '300',
  annualrevenue: '40000000',
  country: 'Germany',
});

/** Plays all scenes. Returns who took part, by the ids they have at the end. */
export async function play(stage: Stage, show: Show): Promise<Cast> {
  const { portal, clock, baton } = stage;
  const startAt = clock.now();

  // What was there before Baton came.
  const tomas = portal.createContact({
    properties: {
      email: 'tomas.berg@nordlicht.example',
      firstname: 'Tomas',
      lastname: 'Berg',
      jobtitle: 'VP Marketing',
      phone: '+49 30 2001',
    },
    at: startAt - 40 * DAY,
  }).id;
  portal.createRecord({ type: 'company', properties: perfectCompany('Nordlicht Software'), contact: tomas });
  portal.submitForm({ contact: tomas, form: 'Whitepaper: pipeline maths', at: startAt - 12 * DAY });
  portal.visitPage({ contact: tomas, url: `${SITE}/case-studies/hafen`, at: startAt - 4 * DAY });
  portal.visitPage({ contact: tomas, url: `${SITE}/case-studies/werft`, at: startAt - 3 * DAY });
  await baton.store.setSetting('live_since', clock.now(), clock.now());
  await stage.quiet();
  stage.since();

  const scene = async (minutes: number, text: string): Promise<void> => {
    clock.jump(Math.max(0, startAt + minutes * MINUTE - clock.now()));
    await stage.quiet();
    stage.since();
    show.scene(clock.now(), text);
  };
  const outcome = async (): Promise<readonly Planned[]> => {
    await stage.quiet();
    const { deliveries, planned } = stage.since();
    show.cameIn(deliveries);
    return planned;
  };
  /** Page views, forms and clicks send no webhook below Enterprise: the watch finds them. */
  const watched = async (): Promise<readonly Planned[]> => {
    await stage.quiet();
    const direct = stage.since();
    show.cameIn(direct.deliveries);
    const before = clock.now();
    for (let looks = 0; looks < 4; looks += 1) {
      clock.jump(WATCH_EVERY_MS);
      // One turn of the event loop lets the watch wake; then everything it started is waited for.
      await new Promise((resolve) => setTimeout(resolve, 60));
      await stage.quiet();
    }
    const { planned } = stage.since();
    const found = planned.find((one) => one.claimed.dueBecause === 'watch');
    if (found !== undefined)
      show.note(
        `HubSpot sends no webhook for this: the watch found it ${Math.round((found.at - before) / 1000)} s later`,
      );
    return [...direct.planned, ...planned];
  };
  const showLast = (planned: readonly Planned[], id: string): void => {
    const decided = planned.filter((one) => one.plan.contactId === id);
    const best =
      decided.findLast((one) => one.plan.handedOff) ??
      decided.findLast((one) => one.plan.effects.length > 0) ??
      decided.at(-1);
    if (best !== undefined) show.decided(best);
  };

  await scene(2, 'Nora Lind, VP Sales at Hafen Logistik, asks for a demo. HubSpot has never seen her');
  const nora = portal.createContact({
    properties: {
      email: 'nora@hafen.example',
      firstname: 'Nora',
      lastname: 'Lind',
      jobtitle: 'VP Sales',
      phone: '+49 40 1234',
    },
    changeSource: 'FORM',
  }).id;
  portal.createRecord({ type: 'company', properties: perfectCompany('Hafen Logistik'), contact: nora });
  portal.submitForm({ contact: nora, form: 'Demo request', url: `${SITE}/demo` });
  showLast(await outcome(), nora);

  await scene(15, 'Tomas Berg has read case studies for weeks. Now he looks at the price, and again');
  portal.visitPage({ contact: tomas, url: `${SITE}/pricing` });
  clock.jump(2 * MINUTE);
  portal.visitPage({ contact: tomas, url: `${SITE}/pricing/enterprise` });
  showLast(await watched(), tomas);

  await scene(30, 'Marketing imports 500 contacts from a trade fair');
  const callsBefore = sum(baton.hubspot.callCounts());
  const fairAt = clock.now();
  portal.importContacts({ contacts: Array.from({ length: 500 }, (_, i) => fairgoer(i)) });
  const imported = await outcome();
  const people = new Set(imported.map((one) => one.plan.contactId));
  show.note(
    `${people.size} contacts scored in ${((clock.now() - fairAt) / 1000).toFixed(1)} s with ${sum(baton.hubspot.callCounts()) - callsBefore} calls to HubSpot; ` +
      `${imported.filter((one) => one.plan.handedOff).length} handed off: an import is no reason to call anybody`,
  );
  show.note(`grades: ${tally(latest(imported).map((one) => one.plan.score.grade))}`);

  await scene(65, 'Lea Kim, a student, clicks everything there is');
  const lea = portal.createContact({
    properties: { email: 'lea@uni.example', firstname: 'Lea', lastname: 'Kim', jobtitle: 'Student, intern at Uni' },
    changeSource: 'FORM',
  }).id;
  await stage.quiet();
  for (const [i, url] of [
    '/pricing',
    '/case-studies/hafen',
    '/compare/us',
    '/pricing',
    '/case-studies/werft',
    '/roi',
  ].entries()) {
    portal.visitPage({ contact: lea, url: SITE + url });
    if (i < 3) portal.submitForm({ contact: lea, form: `Ebook ${i + 1}: growth` });
    portal.clickEmail({ contact: lea });
    clock.jump(3 * MINUTE);
  }
  showLast(await watched(), lea);

  await scene(95, 'HubSpot delivers the last ten events once more');
  const eventsBefore = (await baton.store.counts(clock.now())).events;
  portal.replayDeliveries({ count: 10 });
  const repeated = await outcome();
  show.note(
    `events stored before and after: ${eventsBefore} and ${(await baton.store.counts(clock.now())).events}; planned because of it: ${repeated.length}`,
  );

  await scene(
    120,
    'Nora turns out to be in HubSpot twice: she wrote from a private address last year. Somebody merges the two',
  );
  const old = portal.createContact({
    properties: { email: 'nora.lind@mail.example', firstname: 'Nora', lastname: 'Lind' },
  }).id;
  await stage.quiet();
  stage.since();
  const merged = portal.mergeContacts({ primary: nora, secondary: old }).id;
  const after = await outcome();
  show.note(
    `contacts ${nora} and ${old} are now ${merged}; her handoff, owner and task go with her, and there is no second task`,
  );
  showLast(after, merged);
  // Stages just written are read back after two seconds.
  clock.jump(5_000);
  await stage.quiet();
  stage.since();
  return { nora: merged, tomas, lea };
}

/** 500 people of a trade fair, always the same ones. */
function fairgoer(i: number): Record<string, string> {
  const titles = ['Manager Operations', 'Head of Logistics', 'Clerk', 'CTO', 'Sales Director', 'Intern'];
  return {
    email: `guest${i}@fair${i % 60}.example`,
    firstname: `Guest`,
    lastname: `No ${i}`,
    jobtitle: titles[i % titles.length] ?? 'Clerk',
    country: ['Germany', 'France', 'Austria', 'United States'][i % 4] ?? 'Germany',
  };
}

function latest(planned: readonly Planned[]): readonly Planned[] {
  return [...new Map(planned.map((one) => [one.plan.contactId, one])).values()];
}

function tally(values: readonly string[]): string {
  const counts = Map.groupBy(values, (value) => value);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, all]) => `${value} × ${all.length}`)
    .join(', ');
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
