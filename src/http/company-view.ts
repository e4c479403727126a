/** The card of a company: who of it is known, the highest score first, and in whose hands each is. */
import type { Cycle } from '../core/cycle.ts';
import { isWithSales } from '../core/cycle.ts';
import { readingOf } from '../core/reading.ts';
import type { Store } from '../deps.ts';
import type { CompanyCard } from './contract.ts';
import {
  clocksView,
  companyIn,
  nameIn,
  reasonsView,
  scoreView,
  snapshotIn,
  stateView,
  temperatureView,
  wholeCycle,
  wordsFor,
} from './lead-view.ts';
import type { Viewing } from './lead-view.ts';

type People = Awaited<ReturnType<Store['peopleOf']>>;

export function companyView(companyId: string, { people, total, withSales }: People, viewing: Viewing): CompanyCard {
  const { now, rules } = viewing;
  const words = wordsFor(viewing);
  if (people.length === 0) return { kind: 'nobody_known', companyId, asOf: now, says: words.nobodyKnown };
  const shown = people.map(({ contactId, record, cycle: last, sayings }) => {
    const cycle = wholeCycle(last ?? undefined);
    const reading = readingOf(rules, { snapshot: snapshotIn(contactId, { record, cycle, sayings }, viewing), now });
    const { as, says } = temperatureView(reading, { cycle, viewing });
    return {
      contactId,
      name: nameIn(record.properties, contactId),
      jobtitle: record.properties['jobtitle'] ?? null,
      score: scoreView(reading.score, viewing),
      temperature: { as, says },
      state: stateView(cycle, viewing),
      owner: ownerIn(cycle),
      reasons: reasonsView(reading, viewing),
      clock: clocksView(cycle, viewing).find(({ state }) => state === 'running' || state === 'breached') ?? null,
    };
  });
  return {
    kind: 'company',
    companyId,
    asOf: now,
    name: people.map(({ record }) => companyIn(record)).find((name) => name !== null) ?? null,
    says: words.people(total, withSales),
    people: shown.sort((a, b) => b.score.total - a.score.total || (a.contactId < b.contactId ? -1 : 1)),
    more: Math.max(0, total - people.length),
  };
}

const ownerIn = (cycle: Cycle | null): string | null =>
  cycle !== null && isWithSales(cycle) ? (cycle.handoff?.ownerName ?? null) : null;
