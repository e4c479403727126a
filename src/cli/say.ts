/** For commands by which somebody says something about a contact: what it would change, and with `--apply` it is said. */
import { randomUUID } from 'node:crypto';
import { points } from '../core/explain.ts';
import type { Plan } from '../core/plan.ts';
import { deskQuestion } from '../core/desk.ts';
import { planContact } from '../core/plan.ts';
import type { Said, Saying } from '../core/said.ts';
import type { Store } from '../deps.ts';
import { BatonError } from '../errors.ts';
import { snapshotOf } from '../worker/load.ts';
import { rememberedPortal } from '../worker/remembered-portal.ts';
import { agreementInForce } from './agreement-ref.ts';
import type { Io } from './command.ts';
import { inForceOf } from './compose.ts';

/** Who speaks through a command: whoever may run commands on the server. */
export const THE_SERVER = { userId: null, email: 'the server' } as const;

export interface Speech {
  readonly contactId: string;
  /** Given what is known of the contact, what to say of it. */
  readonly what: (known: Known) => Said;
  /** What was said, in one sentence, for people. */
  readonly told: (said: Said) => string;
  readonly apply: boolean;
  readonly now: number;
}

export type Known = NonNullable<Awaited<ReturnType<Store['contact']>>>;

/** Prints what the saying changes; says it where asked to. The contact is then due, and a running Baton plans it at once. */
export async function sayOf(store: Store, io: Io, { contactId, what, told, apply, now }: Speech): Promise<0> {
  const [known, mirrored, agreement] = await Promise.all([
    store.contact(contactId),
    store.mirrored(contactId),
    agreementInForce(store),
  ]);
  if (known === null || mirrored === null || mirrored.record === null || agreement === null) {
    throw new BatonError('NOT_FOUND', {
      what: `contact ${contactId}`,
      found: known === null ? 'never seen by Baton' : mirrored === null ? 'gone from HubSpot' : 'not scored yet',
    });
  }
  const cycleNo = Math.max(1, ...known.cycles.map(({ no }) => no));
  const said = what(known);
  const { portal } = await rememberedPortal(store, agreement);
  const rules = inForceOf(agreement);
  const snapshot = snapshotOf(mirrored, { record: mirrored.record, before: null, portal, now });
  const desk = await store.desk(deskQuestion(agreement, { snapshots: [snapshot], now }), now);
  const more: Saying = { seq: '0', at: now, cycleNo, by: THE_SERVER, through: 'command', what: said };
  const before = planContact(rules, { snapshot, desk, now });
  const after = planContact(rules, {
    snapshot: { ...snapshot, sayings: [...(snapshot.sayings ?? []), more] },
    desk,
    now,
  });
  io.out(told(said));
  for (const line of changes(before, after)) io.out(`  ${line}`);
  if (!apply) {
    io.out('\nNothing is said yet: with --apply it is.');
    return 0;
  }
  await store.say({ contactId, cycleNo, key: randomUUID(), by: THE_SERVER, through: 'command', what: said }, now);
  io.out('\nSaid. A running Baton plans the contact now.');
  return 0;
}

function changes(before: Plan, after: Plan): readonly string[] {
  const pairs = [
    ['score', points(before.score.total), points(after.score.total)],
    ['temperature', temperatureOf(before), temperatureOf(after)],
    ['state', before.cycle.state, after.cycle.state],
  ] as const;
  const lines = pairs.flatMap(([what, was, is]) =>
    was === is ? [] : [`${what}: ${was.replaceAll('_', ' ')} → ${is.replaceAll('_', ' ')}`],
  );
  const stands =
    after.cycle.handoff !== null && !after.handedOff ? ['the handoff that was made stands, and so does its task'] : [];
  return [...(lines.length === 0 ? ['nothing that is decided changes'] : lines), ...stands];
}

/** What HubSpot is told: decided at the handoff, and from then on it only rises. */
const temperatureOf = ({ cycle, qualification }: Plan): string =>
  cycle.handoff?.temperature ?? qualification.temperature;
