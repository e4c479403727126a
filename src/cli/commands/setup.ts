import { parseArgs } from 'node:util';
import { realClock } from '../../clock.ts';
import { readConfig } from '../../config.ts';
import { connectHubSpot } from '../../hubspot/connect.ts';
import { rollingWindow } from '../../hubspot/limiter.ts';
import { ensureProperties } from '../../hubspot/properties.ts';
import { createLog } from '../../log.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  name: 'setup',
  summary: 'create Baton’s property group and properties in the portal',
  usage:
    'baton setup [--apply]\n\nWithout --apply it only says what is missing. It never deletes and may be run any number of times.',
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { apply: { type: 'boolean', default: false } } });
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
      io.out(`Portal ${account.portalId}, ${account.timeZone}.`);
      const plan = await ensureProperties(hubspot, { apply: values.apply });
      for (const line of plan.lines) io.out(line);
      if (plan.missing === 0) io.out('Everything is there: nothing to do.');
      else if (!values.apply) io.out(`${plan.missing} to create. Say --apply to do it.`);
      return plan.problems > 0 ? 2 : 0;
    } finally {
      await hubspot.close();
    }
  },
};
