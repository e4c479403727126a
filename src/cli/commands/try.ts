/** `baton try`: what would be decided about a contact if something were otherwise; writes nothing and asks HubSpot nothing. */
import { parseArgs } from 'node:util';
import { factFor } from '../../agreement/made-up.ts';
import { nearest } from '../../agreement/problem.ts';
import { label } from '../../agreement/read.ts';
import { durationMs } from '../../agreement/units.ts';
import type { Agreement, Instant } from '../../core/agreement.ts';
import { deskQuestion } from '../../core/desk.ts';
import { points, receiptLines } from '../../core/explain.ts';
import type { Plan, Rules } from '../../core/plan.ts';
import { planContact } from '../../core/plan.ts';
import type { Properties, Snapshot } from '../../core/snapshot.ts';
import type { Store } from '../../deps.ts';
import { BatonError } from '../../errors.ts';
import { snapshotOf } from '../../worker/load.ts';
import { agreementInForce, fromFile, resolveAgreement } from '../agreement-ref.ts';
import type { Command, Io } from '../command.ts';
import { inForceOf } from '../compose.ts';
import { rememberedPortal } from '../../worker/remembered-portal.ts';
import { withStore } from '../with-store.ts';

const USAGE = 'baton try (CONTACT | --new) [--set PROPERTY=VALUE]… [--signal NAME[=AGO]]… [--agreement FILE] [--json]';

export const command: Command = {
  name: 'try',
  summary: 'what would be decided about a contact if something were otherwise; writes nothing',
  usage:
    `${USAGE}\n\n--set jobtitle=VP, --set company.numberofemployees=300; an empty value means unknown\n` +
    '--signal demo_request=5m  it happened five minutes ago; without a time, just now\n' +
    '--agreement FILE  by this one instead; also "in force", a version or a hash\n--new  a lead nobody knows yet',
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        new: { type: 'boolean', default: false },
        set: { type: 'string', multiple: true, default: [] },
        signal: { type: 'string', multiple: true, default: [] },
        agreement: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const [contactId, ...rest] = positionals;
    if (
      rest.length > 0 ||
      values.new === (contactId !== undefined) ||
      (contactId !== undefined && !/^\d+$/.test(contactId))
    ) {
      throw new BatonError('USAGE', { what: 'try', found: positionals.join(' ') || 'nothing', allowed: USAGE });
    }
    return withStore(io, async (store, { clock }) => {
      const now = clock.now();
      const stored = await agreementInForce(store);
      const current = stored ?? (await fromFile([], io)).agreement;
      const tried =
        values.agreement === undefined ? current : (await resolveAgreement(values.agreement, { io, store })).agreement;
      const snapshot = await snapshotFor(store, { contactId: contactId ?? null, agreement: current, now });
      const changed = withChanges(snapshot, { sets: values.set, signals: values.signal, agreement: tried, now });
      const desk = await store.desk(deskQuestion(tried, { snapshots: [snapshot, changed], now }), now);
      const before = planContact(inForceOf(current), { snapshot, desk, now });
      const after = planContact(inForceOf(tried), { snapshot: changed, desk, now });
      if (values.json) {
        io.out(JSON.stringify({ agreement: label(tried), before: machine(before), after: machine(after) }, null, 2));
        return 0;
      }
      print(io, { before, after, rules: inForceOf(tried), isNew: values.new });
      return 0;
    });
  },
};

async function snapshotFor(
  store: Store,
  { contactId, agreement, now }: { contactId: string | null; agreement: Agreement; now: Instant },
): Promise<Snapshot> {
  const { portal } = await rememberedPortal(store, agreement);
  if (contactId === null) {
    return { contactId: 'new', contact: {}, before: null, company: null, facts: [], cycle: null, portal };
  }
  const known = await store.mirrored(contactId);
  if (known === null || known.record === null) {
    throw new BatonError('NOT_FOUND', {
      what: `contact ${contactId}`,
      found: known === null ? 'never seen by Baton' : 'not read from HubSpot yet',
      fix: '"baton try --new --set …" tries a made-up one',
    });
  }
  return snapshotOf(known, { record: known.record, before: null, portal, now });
}

interface Changes {
  readonly sets: readonly string[];
  readonly signals: readonly string[];
  readonly agreement: Agreement;
  readonly now: Instant;
}

function withChanges(snapshot: Snapshot, { sets, signals, agreement, now }: Changes): Snapshot {
  const changes = sets.map(assignment);
  const patched = (properties: Properties, object: 'contact' | 'company'): Properties => {
    const next = new Map(Object.entries(properties));
    for (const change of changes.filter((one) => one.object === object)) {
      if (change.value === '') next.delete(change.name);
      else next.set(change.name, change.value);
    }
    return Object.fromEntries(next);
  };
  const hasCompany = snapshot.company !== null || changes.some(({ object }) => object === 'company');
  return {
    ...snapshot,
    contact: patched(snapshot.contact, 'contact'),
    company: hasCompany
      ? { id: snapshot.company?.id ?? 'new', properties: patched(snapshot.company?.properties ?? {}, 'company') }
      : null,
    facts: [...snapshot.facts, ...signals.map((text) => signalFact(text, { agreement, now }))],
  };
}

function assignment(text: string): {
  readonly object: 'contact' | 'company';
  readonly name: string;
  readonly value: string;
} {
  const [, object, name, value] = /^(?:(contact|company)\.)?([a-z][a-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new BatonError('USAGE', {
      what: '--set',
      found: text,
      allowed: 'PROPERTY=VALUE, as in jobtitle=VP or company.country=DE',
    });
  }
  return { object: object === 'company' ? 'company' : 'contact', name, value: value.trim() };
}

function signalFact(text: string, { agreement, now }: Pick<Changes, 'agreement' | 'now'>): Snapshot['facts'][number] {
  const [name = '', ago] = text.split('=');
  const ms = ago === undefined ? 0 : durationMs(ago);
  const names = agreement.signals.map((signal) => signal.name);
  if (!names.includes(name)) {
    const near = nearest(name, names);
    throw new BatonError('USAGE', {
      what: '--signal',
      found: name,
      allowed: names.join(', '),
      ...(near === null ? {} : { fix: `did you mean ${near}?` }),
    });
  }
  if (!Number.isFinite(ms) || ms < 0) {
    throw new BatonError('USAGE', { what: '--signal', found: text, allowed: `${name}=5m, ${name}=2h or ${name}=10d` });
  }
  const fact = factFor(agreement, { signal: name, at: now - ms });
  if (fact === null) {
    throw new BatonError('USAGE', {
      what: '--signal',
      found: name,
      allowed: 'a signal that a form, a page, a list or a property tells',
    });
  }
  return fact;
}

const machine = ({ score, qualification, cycle, effects, because }: Plan) => ({
  score,
  stage: qualification.stage,
  temperature: qualification.temperature,
  blockedBy: qualification.blockedBy,
  state: cycle.state,
  heldBecause: cycle.heldBecause,
  owner: cycle.handoff === null ? null : { id: cycle.handoff.ownerId, name: cycle.handoff.ownerName },
  effects,
  because,
});

function print(
  io: Io,
  { before, after, rules, isNew }: { before: Plan; after: Plan; rules: Rules; isNew: boolean },
): void {
  io.out(rules.label);
  const pairs = [
    ['Score', scoreText(before), scoreText(after)],
    ['Stage', stageText(before), stageText(after)],
    ['State', stateText(before), stateText(after)],
    ['Owner', ownerText(before), ownerText(after)],
  ] as const;
  for (const [what, was, is] of pairs) io.out(`${what.padEnd(6)} ${isNew || was === is ? is : `${was}  →  ${is}`}`);
  io.out('');
  for (const line of receiptLines(after.score)) io.out(`  ${line}`);
  io.out('');
  for (const reason of [...after.qualification.because, ...after.because]) io.out(reason);
  io.out('');
  if (after.effects.length === 0) io.out('Nothing would be written to HubSpot.');
  for (const effect of after.effects) {
    switch (effect.kind) {
      case 'CreateTask':
        io.out(`Would create the task “${effect.subject}”, due ${new Date(effect.dueAt).toISOString()}.`);
        break;
      case 'CreateNote':
        io.out('Would write a note with the same on the timeline.');
        break;
      case 'LogEmail':
        io.out(`Would log the e-mail “${effect.subject}” on the timeline.`);
        break;
      case 'UpdateTask':
        io.out(effect.isDone ? 'Would complete the task.' : `Would give the task to owner ${effect.ownerId}.`);
        break;
      case 'Tell':
        io.out(
          `Would tell the ${effect.audience}${effect.email === null ? '' : ` (${effect.email})`}: ${effect.subject}`,
        );
        break;
      case 'UpdateContact':
        io.out('Would write to HubSpot:');
        for (const [name, value] of Object.entries(effect.properties))
          io.out(`  ${name} = ${value === '' ? '(cleared)' : value}`);
    }
  }
}

const scoreText = ({ score }: Plan): string =>
  `${points(score.total)} ${score.grade} (behaviour ${points(score.behaviour)}, profile ${points(score.profile)})`;
const stageText = ({ qualification: { stage, temperature } }: Plan): string =>
  stage === 'none' ? 'not qualified' : `${stage.toUpperCase()}, ${temperature}`;
const stateText = ({ cycle }: Plan): string =>
  cycle.heldBecause === null ? cycle.state.replaceAll('_', ' ') : `${cycle.state}: ${cycle.heldBecause}`;
const ownerText = ({ cycle }: Plan): string => cycle.handoff?.ownerName ?? 'nobody';
