/** `baton doctor`: everything Baton depends on, looked at once, each finding with its fix. Writes nothing to HubSpot. */
import { parseArgs } from 'node:util';
import { readConfig } from '../../config.ts';
import type { Command } from '../command.ts';
import { inLines } from '../doctor/finding.ts';
import { findingsOf } from '../doctor/findings.ts';
import { look } from '../doctor/look.ts';

export const command: Command = {
  name: 'doctor',
  summary: 'look at token, scopes, calls, webhooks, database, agreement and portal; each finding with its fix',
  usage:
    'baton doctor [--json]\n\n✓ well   ! somebody should know   ✗ does not work\nexit 0 no ✗, 2 at least one, 1 the configuration cannot be read',
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean', default: false } } });
    const findings = findingsOf(await look(readConfig(io.env)));
    const problems = findings.filter(({ is }) => is === 'problem').length;
    const warnings = findings.filter(({ is }) => is === 'warning').length;
    if (values.json) io.out(JSON.stringify({ ok: problems === 0, findings }, null, 2));
    else io.out(`${inLines(findings)}\n\n${problems} to mend, ${warnings} to know.`);
    return problems === 0 ? 0 : 2;
  },
};
