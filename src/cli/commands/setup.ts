import { parseArgs } from 'node:util';
import { realClock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import { readConfig } from '../../config.ts';
import { BatonError } from '../../errors.ts';
import { connectHubSpot } from '../../hubspot/connect.ts';
import { rollingWindow } from '../../hubspot/limiter.ts';
import { batonProperties, essentialOf } from '../../hubspot/properties.ts';
import type { Setup } from '../../hubspot/setup.ts';
import { ensureProperties } from '../../hubspot/setup.ts';
import { lacksOn, tierOf } from '../../hubspot/tier.ts';
import { createLog } from '../../log.ts';
import type { Command, Io } from '../command.ts';
import { readAgreementFile } from '../compose.ts';

export const command: Command = {
  name: 'setup',
  summary: 'create Baton’s property group and properties in the portal, and repair what was changed',
  usage: `baton setup [--apply] [--essential] [--wording]

Without --apply it only says what is missing or changed. It never deletes and may be run any number of times.
--essential  the ten properties that the handoff cannot do without, for portals with little room
--wording    labels and descriptions become Baton’s again; otherwise your own stay`,
  async run(args, io) {
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({ args: [...args], options: { apply: flag, essential: flag, wording: flag } });
    const config = readConfig(io.env);
    const hubspot = connectHubSpot({
      baseUrl: config.hubspot.apiUrl,
      apiVersion: config.hubspot.apiVersion,
      token: config.hubspot.token,
      clock: realClock,
      log: createLog('silent'),
      reserve: rollingWindow(realClock),
    });
    try {
      const account = await hubspot.account();
      const all = batonProperties(await rejectReasons(config, io));
      const setup = await ensureProperties(hubspot, {
        apply: values.apply,
        wanted: values.essential ? essentialOf(all) : all,
        wording: values.wording,
      });
      const tier = tierOf(hubspot.allowance().daily);
      io.out(`Portal ${account.portalId}, ${account.timeZone}${tier === 'unknown' ? '' : `, ${tier}`}.`);
      const lacks = lacksOn(tier);
      if (lacks.length > 0)
        io.out(`Not on this subscription: ${lacks.join(', ')}. docs/tiers.md says what works instead.`);
      for (const line of setup.lines) io.out(line);
      io.out(closing(setup, values.apply));
      return setup.problems > 0 ? 2 : 0;
    } finally {
      await hubspot.close();
    }
  },
};

function closing({ missing, drifted, created, repaired, problems }: Setup, apply: boolean): string {
  if (missing + drifted + problems === 0) return 'Everything is there: nothing to do.';
  if (apply && created + repaired > 0) return `${created} created, ${repaired} repaired.`;
  const due = [
    ...(missing === 0 ? [] : [`${missing} to create`]),
    ...(drifted === 0 ? [] : [`${drifted} to repair`]),
    ...(problems === 0 ? [] : [`${problems} for you to decide`]),
  ].join(', ');
  return apply || missing + drifted === 0 ? `${due}.` : `${due}. Say --apply to do it.`;
}

/** Reps reject with the reasons of the agreement; without a file, with all that Baton knows. */
async function rejectReasons({ agreementFile }: Config, io: Io): Promise<readonly string[]> {
  try {
    return Object.keys((await readAgreementFile(agreementFile)).agreement.recycle);
  } catch (error) {
    if (!(error instanceof BatonError) || error.code !== 'AGREEMENT_UNREADABLE') throw error;
    io.err(`${agreementFile} cannot be read: the reject reasons are Baton’s own. AGREEMENT names another file.`);
    return [];
  }
}
