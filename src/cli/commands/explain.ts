import { parseArgs } from 'node:util';
import { exportReceipt } from '../../agreement/receipt.ts';
import type { Agreement } from '../../core/agreement.ts';
import { heard, rulingsOf } from '../../core/bots.ts';
import { dropSentence, pinSentence, points, receiptLines, wayLines, withheldLines } from '../../core/explain.ts';
import { pinAt } from '../../core/pin.ts';
import { compile } from '../../core/score.ts';
import type { Scorable } from '../../core/score.ts';
import { scoreBar, waysUp } from '../../core/ways-up.ts';
import type { Store } from '../../deps.ts';
import { BatonError } from '../../errors.ts';
import { fromBook } from '../../agreement/stored.ts';
import { listsOf } from '../../worker/memberships.ts';
import type { Command, Io } from '../command.ts';
import { rememberedPortal } from '../../worker/remembered-portal.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton explain <contact id> [--json]';
const WAYS_SHOWN = 3;

export const command: Command = {
  name: 'explain',
  summary: 'why a contact has its score, stage, owner and task, line by line',
  usage: `${USAGE}\n\nReads what was decided and writes nothing.\n--json prints the receipt of this moment, with all it was made from: "baton verify" recomputes it.`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const [contactId, ...rest] = positionals;
    if (contactId === undefined || !/^\d+$/.test(contactId) || rest.length > 0) {
      throw new BatonError('USAGE', {
        what: 'explain',
        found: positionals.join(' ') || 'nothing',
        allowed: `one HubSpot contact id: ${USAGE}`,
      });
    }
    return withStore(io, async (store, { clock }) => {
      const known = await store.contact(contactId);
      if (known === null) {
        throw new BatonError('NOT_FOUND', { what: `contact ${contactId}`, found: 'never seen by Baton' });
      }
      const { record, score, sayings } = known;
      if (record === null || score === null) {
        io.out('Not scored yet.');
        return 0;
      }
      const { agreement } = fromBook(await store.agreementBook(), score.agreement);
      const { properties: contact, company, facts } = record;
      const now = clock.now();
      const { portal } = await rememberedPortal(store, agreement);
      const lists = listsOf(record.lists, { named: portal.lists, now });
      const rulings = rulingsOf(sayings);
      const pin = pinAt(sayings, now);
      if (values.json)
        io.out(exportReceipt(agreement, { contactId, contact, company, lists, facts, rulings, pin, now }));
      else {
        if (record.goneAt !== null) {
          io.out(`HubSpot no longer has this contact since ${iso(record.goneAt)}: deleted, or merged into another.\n`);
        }
        tell(io, known, agreement);
        const { signals, withheld, clicks } = heard(agreement, { facts, rulings });
        if (pin !== null) io.out(pinSentence(pin, agreement.timezone));
        for (const line of withheldLines(clicks)) io.out(line);
        if (clicks.length > 0)
          io.out(`  "baton clicks ${contactId} --release ID" lets one count, --confirm ID keeps it out.`);
        tellAhead(io, agreement, { contact, company, lists, signals, withheld, now });
      }
      return 0;
    });
  },
};

type Known = NonNullable<Awaited<ReturnType<Store['contact']>>>;

function tell({ out }: Io, { score, because, cycles, tasks, buried }: Known, agreement: Agreement): void {
  if (score === null) return;
  out(
    `Score ${points(score.total)} of 100, grade ${score.grade} (behaviour ${points(score.behaviour)}, profile ${points(score.profile)}), as of ${iso(score.at)}`,
  );
  out(`Agreement: ${agreement.name}, version ${agreement.version}, ${score.agreement.slice(0, 8)}`);
  for (const line of receiptLines(score)) out(`  ${line}`);
  out('');
  for (const sentence of because) out(sentence);
  for (const { no, state, heldBecause, handoff } of cycles) {
    out(`Cycle ${no}: ${state.replaceAll('_', ' ')}${heldBecause === null ? '' : ` (${heldBecause})`}`);
    if (handoff === null) continue;
    out(
      `  handed off ${iso(handoff.at)} to ${handoff.ownerName}, ${handoff.temperature}, first contact by ${iso(handoff.dueAt)}`,
    );
    for (const tried of handoff.trace) out(`    ${tried}`);
  }
  for (const { task, state, hubspotId } of tasks) {
    out(`Task "${task.subject}": ${state}${hubspotId === null ? '' : `, HubSpot id ${hubspotId}`}`);
  }
  if (buried !== null) out(`Buried: ${buried.code}, ${buried.message}`);
}

/** What would lift the lead over the bar, or when it falls below the one it has to stay above. */
function tellAhead({ out }: Io, agreement: Agreement, lead: Scorable): void {
  const scorer = compile(agreement);
  const bar = scoreBar(agreement);
  if (bar === null) return;
  const ways = waysUp(scorer, lead, bar);
  if (ways.length > 0) {
    out(`\nWays up to ${points(bar)}:`);
    for (const line of wayLines(ways.slice(0, WAYS_SHOWN))) out(`  ${line}`);
  }
  const below = agreement.stages.leaveSqlBelow ?? bar;
  if (scorer.total(lead).total >= below) {
    out(`\n${dropSentence({ at: scorer.dropsBelow({ lead, bar: below }), bar: below, zone: agreement.timezone })}`);
  }
}

const iso = (at: number): string => new Date(at).toISOString();
