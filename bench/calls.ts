/** HubSpot calls per 1,000 contacts, counted by the portal: on first sight, when all change after an event, when nothing follows. */
import { drain } from '../src/worker/worker.ts';
import type { BenchResult } from './result.ts';
import { openWorkplace } from './workplace.ts';

const CONTACTS = 1_000;

export async function benchCalls(): Promise<BenchResult> {
  const { portal, deps, close } = await openWorkplace();
  try {
    const ids = Array.from({ length: CONTACTS }, (_, i) => {
      const { id } = portal.createContact({
        properties: {
          email: `lead${i}@firm${i % 400}.example`,
          firstname: 'Lead',
          lastname: `${i}`,
          jobtitle: 'Clerk',
        },
      });
      if (i % 2 === 0) {
        portal.createRecord({ type: 'company', properties: { name: `Firm ${i}`, industry: 'INTERNET' }, contact: id });
      }
      return id;
    });
    const counted = async (happens: () => void | Promise<void>): Promise<number> => {
      const before = portal.calls().total;
      await happens();
      await portal.flush();
      await drain(deps);
      await portal.flush();
      await drain(deps);
      return portal.calls().total - before;
    };
    const all = (properties: Readonly<Record<string, string>>): void => {
      for (const id of ids) portal.setProperties({ id, properties });
    };
    const first = await counted(() =>
      deps.store.makeDue(ids, { at: deps.clock.now(), because: 'watch', lane: 'live' }),
    );
    const written = await deps.store.propertiesOf(ids);
    const scored = [...written.values()].filter((properties) => properties['baton_score'] !== undefined).length;
    if (scored !== CONTACTS) throw new Error(`${scored} of ${CONTACTS} contacts were scored`);
    const changed = await counted(() => all({ jobtitle: 'Director Sales' }));
    const moved = [...(await deps.store.propertiesOf(ids)).values()].filter(
      (p) => p['jobtitle'] === 'Director Sales' && p['baton_score'] !== '0',
    );
    if (moved.length !== CONTACTS) throw new Error(`${moved.length} of ${CONTACTS} contacts changed their score`);
    const unchanged = await counted(() => all({ mobilephone: '+49 40 1' }));
    return {
      name: 'HubSpot calls per 1,000 contacts',
      rows: [],
      ratios: [],
      limits: [
        { label: 'first sight: history, companies, scores written', value: first, atMost: 61, unit: 'calls' },
        { label: 'known, all change after an event', value: changed, atMost: 21, unit: 'calls' },
        { label: 'known, an event and nothing to write', value: unchanged, atMost: 11, unit: 'calls' },
      ],
    };
  } finally {
    await close();
  }
}
