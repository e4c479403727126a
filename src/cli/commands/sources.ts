/** `baton sources`: where each signal of the agreement in force comes from in this portal. Reads the portal, writes nothing. */
import { parseArgs } from 'node:util';
import { mirrorOf } from '../../agreement/needs.ts';
import { readAgreement } from '../../agreement/read.ts';
import type { Given, Reach, SignalGiven } from '../../agreement/sources.ts';
import { reachWith, sourcesGiven } from '../../agreement/sources.ts';
import { realClock } from '../../clock.ts';
import type { Agreement } from '../../core/agreement.ts';
import { points } from '../../core/explain.ts';
import { BatonError } from '../../errors.ts';
import { connectHubSpot } from '../../hubspot/connect.ts';
import type { HubSpot } from '../../hubspot/hubspot.ts';
import { rollingWindow } from '../../hubspot/limiter.ts';
import { tierOf } from '../../hubspot/tier.ts';
import { createLog } from '../../log.ts';
import { listsIn } from '../../worker/watch-lists.ts';
import type { Command } from '../command.ts';
import { readAgreementFile } from '../compose.ts';
import { withStore } from '../with-store.ts';

export const command: Command = {
  name: 'sources',
  summary: 'where each signal comes from in this portal, how completely, and which bars that leaves in reach',
  usage: 'baton sources [--json]\n\nReads the portal and writes nothing.\nexit 0 every bar is in reach, 2 some are not',
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
    return withStore(io, async (store, config) => {
      const stored = await store.agreementInForce();
      const read = stored === null ? null : readAgreement(stored.text, { file: 'the database' });
      const agreement = read?.ok === true ? read.agreement : (await readAgreementFile(config.agreementFile)).agreement;
      const hubspot = connectHubSpot({
        baseUrl: config.hubspot.apiUrl,
        apiVersion: config.hubspot.apiVersion,
        token: config.hubspot.token,
        clock: realClock,
        log: createLog('silent'),
        reserve: rollingWindow(realClock),
      });
      try {
        const given = await whatIsGiven(hubspot, agreement);
        const signals = sourcesGiven(agreement, given);
        const reach = reachWith(agreement, signals);
        if (values.json) io.out(JSON.stringify({ signals, groups: groupsIn(agreement, given), ...reach }, null, 2));
        else
          for (const line of [...signalLines(signals), ...groupLines(agreement, given), ...reachLines(reach)])
            io.out(line);
        return reach.bars.length === 0 ? 0 : 2;
      } finally {
        await hubspot.close();
      }
    });
  },
};

/** Asks the portal itself: a token's list of scopes says nothing of its tier, and not every token tells its scopes. */
async function whatIsGiven(hubspot: HubSpot, agreement: Agreement): Promise<Given> {
  const definitions = await hubspot.propertyDefinitions('contacts');
  const wanted = new Set(mirrorOf(agreement).contact);
  return {
    lists: await orWhyNot('crm.lists.read', async () => {
      const found: string[] = [];
      for (const name of listsIn(agreement)) found.push(...(await hubspot.listsNamed(name)).map((list) => list.name));
      return found;
    }),
    forms: await orWhyNot('forms', async () => (await hubspot.forms()).map(({ name }) => name)),
    workflows: tierOf(hubspot.allowance().daily) !== 'Free or Starter',
    properties: new Map(
      [...definitions.values()]
        .filter(({ name }) => wanted.has(name))
        .map(({ name, calculated, readOnly }) => [name, { isWrittenByHubSpot: calculated || readOnly }]),
    ),
  };
}

async function orWhyNot<Result>(scope: string, ask: () => Promise<Result>): Promise<Result | string> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    if (error.code === 'HUBSPOT_SCOPE') return `the app lacks the scope ${scope}`;
    if (error.code === 'HUBSPOT_REJECTED' || error.code === 'NOT_FOUND')
      return 'HubSpot does not give it to this account';
    throw error;
  }
}

function signalLines(signals: readonly SignalGiven[]): readonly string[] {
  return signals.flatMap(({ signal, completeness, sources }) => [
    `${signal.padEnd(24)} ${completeness}`,
    ...sources.map(({ source, completeness: one, because }) => `  ${one.padEnd(10)} ${source}: ${because}`),
  ]);
}

interface GroupGiven {
  readonly group: string;
  readonly list: string;
  readonly isThere: boolean;
}

function groupsIn({ targetGroups }: Agreement, { lists }: Given): readonly GroupGiven[] {
  return targetGroups.map(({ name, list }) => ({
    group: name,
    list,
    isThere: typeof lists !== 'string' && lists.some((one) => one.toLowerCase() === list.toLowerCase()),
  }));
}

const groupLines = (agreement: Agreement, given: Given): readonly string[] =>
  groupsIn(agreement, given).map(
    ({ group, list, isThere }) =>
      `target group ${group}: list "${list}" ${isThere ? 'is there' : typeof given.lists === 'string' ? `cannot be read: ${given.lists}` : 'is not there'}`,
  );

function reachLines({ most, bars, closed }: Reach): readonly string[] {
  return [
    `best possible score here: ${points(most.score)} (behaviour ${points(most.behaviour)}, profile ${points(most.profile)})`,
    ...bars.map(({ bar, best }) =>
      best === null ? `nothing tells of ${bar}` : `no lead can reach ${bar}: the best possible here is ${points(best)}`,
    ),
    ...closed.map((stage) => `no lead can become ${stage.toUpperCase()} here`),
  ];
}
