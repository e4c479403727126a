import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createShow } from '../demo/show.ts';
import { setStage } from '../demo/stage.ts';
import type { Stage } from '../demo/stage.ts';
import type { Cast } from '../demo/story.ts';
import { play } from '../demo/story.ts';
import type { Show } from '../demo/show.ts';
import type { Command } from '../command.ts';
import { signalled } from './start.ts';

/** Monday, 23 November 2026, 09:00 in Berlin: the hour the default agreement's sales team starts. */
const START_AT = Date.parse('2026-11-23T08:00:00Z');
const AGREEMENT = fileURLToPath(new URL('../../../agreement.yaml', import.meta.url));

export const command: Command = {
  name: 'demo',
  summary: 'play a morning: a local HubSpot, a database and the real service, no account needed',
  usage: 'baton demo [--keep]\n\n--keep leaves everything running and prints the addresses. Nothing outlives the demo.',
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { keep: { type: 'boolean', default: false } } });
    const startedAt = performance.now();
    const show = createShow(io, { timeZone: 'Europe/Berlin' });
    show.title('Baton · a morning in the life of a portal');
    show.plain('Starting a local HubSpot, a PostgreSQL of its own and the real service …');
    const stopped = signalled().then(() => 'stopped' as const);
    const stage = await setStage({ startAt: START_AT, agreementFile: AGREEMENT, portalPort: 0 });
    try {
      const seconds = (): string => ((performance.now() - startedAt) / 1000).toFixed(1);
      show.plain(`Ready after ${seconds()} s. Agreement in force: ${stage.baton.inForce().label}`);
      const morning = play(stage, show).then(async (cast) => {
        await curtain(stage, { show, cast });
        return cast;
      });
      // Stopped in the middle, the play ends with whatever is taken away from under it.
      morning.catch(() => {});
      const cast = await Promise.race([morning, stopped]);
      if (cast === 'stopped') return 0;
      show.plain(`\nThe morning took ${seconds()} s.`);
      if (values.keep) {
        show.plain(keepsRunning(stage, cast));
        await stopped;
      } else show.plain('"npm run demo -- --keep" leaves it running. Next: agreement.yaml, docs/operating.md.');
      return 0;
    } finally {
      await stage.strike();
    }
  },
};

/** What stands in HubSpot afterwards, read from HubSpot itself. */
async function curtain(stage: Stage, { show, cast }: { show: Show; cast: Cast }): Promise<void> {
  const { portal, baton, clock } = stage;
  const { records, owners } = portal.dump({ types: ['contact', 'task'] });
  const contacts = new Map((records.contact ?? []).map((contact) => [contact.id, contact.properties]));
  const tasks = records.task ?? [];
  const ownerName = (id: string | undefined): string => {
    const owner = owners.find((one) => one.id === id);
    return owner === undefined ? 'nobody' : `${owner.firstName ?? ''} ${owner.lastName ?? ''}`.trim();
  };
  show.title('What stands in HubSpot now');
  for (const id of [cast.nora, cast.tomas, cast.lea]) {
    const p = contacts.get(id) ?? {};
    show.plain(
      `  ${`${p['firstname']} ${p['lastname']}`.padEnd(11)} ${(p['lifecyclestage'] ?? '').padEnd(22)} score ${(p['baton_score'] ?? '–').padStart(3)} ${(p['baton_grade'] ?? '').replace('unknown-', '?').padEnd(3)} ` +
        `${(p['baton_state'] ?? '').padEnd(11)} ${(p['baton_temperature'] ?? '').padEnd(5)} owner ${ownerName(p['hubspot_owner_id'])}`,
    );
  }
  show.title(`Tasks in HubSpot: ${tasks.length}`);
  for (const task of tasks) {
    show.plain(
      `  ${task.properties['hs_task_subject']} · ${task.properties['hs_task_priority']} · ${ownerName(task.properties['hubspot_owner_id'])} · due ${task.properties['hs_timestamp']}`,
    );
  }
  const first = tasks.find((task) => task.associations.contact?.includes(cast.nora));
  if (first !== undefined) {
    show.plain('');
    for (const line of asText(first.properties['hs_task_body'] ?? '')) show.plain(`    ${line}`);
  }
  const counts = await baton.store.counts(clock.now());
  const calls = Object.values(baton.hubspot.callCounts()).reduce((a, b) => a + b, 0);
  const { lostEvents } = portal.deliveries();
  show.title('In numbers');
  show.plain(
    `  ${counts.events} events stored, ${counts.contacts} contacts known, ${calls} calls to HubSpot, ${lostEvents.length} events lost, ${counts.quarantined} unreadable, ${counts.buried} buried.`,
  );
}

/** HubSpot shows a task's HTML; a terminal shows its lines. */
function asText(html: string): readonly string[] {
  return html
    .replace(/<li>/g, '\n  - ')
    .replace(/<\/?(p|ul)>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function keepsRunning({ portal, publicUrl, environment }: Stage, cast: Cast): string {
  const contact = `${portal.url}/contacts/${portal.settings().portalId}/record/0-1/`;
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return `
Still running. Ctrl-C ends it.
  the local HubSpot   ${portal.url}   in a browser: everybody and everything, and a panel to play the lead, the rep and time
  Nora's page         ${contact}${cast.nora}?as=anna@example.com
  Tomas's page        ${contact}${cast.tomas}
  its controls        ${portal.url}/_portal/
  Baton               ${publicUrl}/readyz
Commands against it, in another terminal:
  export ${settings.join(' ')}
  npx baton queue
  npx baton explain <contact id>`;
}
