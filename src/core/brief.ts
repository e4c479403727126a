// The complete picture a rep gets with a handoff, as the body of the task: the same sentences the card and the CLI print.
// Refuses to know whether anybody reads it.
import type { Agreement, Temperature } from './agreement.ts';
import type { Cycle, Handoff } from './cycle.ts';
import type { CreateTask } from './effect.ts';
import { points, receiptLines } from './explain.ts';
import type { Score } from './score.ts';
import type { Properties, Snapshot } from './snapshot.ts';

/** How a task shows which cycle it belongs to. Visible text, because HubSpot cleans HTML and keeps no key of ours. */
export const taskMarker = (contactId: string, cycleNo: number): string => `Baton ref ${contactId}-${cycleNo}`;
export const taskKey = (contactId: string, cycleNo: number): string => `task:${contactId}:${cycleNo}`;

const PRIORITY: Readonly<Record<Temperature, CreateTask['priority']>> = { hot: 'HIGH', warm: 'MEDIUM', cold: 'LOW' };

export interface BriefInput {
  readonly agreement: Agreement;
  readonly snapshot: Snapshot;
  readonly score: Score;
  readonly cycle: Cycle;
  readonly handoff: Handoff;
}

/** The one task of a cycle. */
export function taskOf(input: BriefInput): CreateTask {
  const { agreement, snapshot, score, cycle, handoff } = input;
  const marker = taskMarker(snapshot.contactId, cycle.no);
  return {
    kind: 'CreateTask',
    key: taskKey(snapshot.contactId, cycle.no),
    contactId: snapshot.contactId,
    companyId: snapshot.company?.id ?? null,
    ownerId: handoff.ownerId,
    subject: fill(agreement.handoff.task, {
      lead: leadName(snapshot.contact, snapshot.contactId),
      temperature: handoff.temperature,
      Temperature: capitalised(handoff.temperature),
      company: companyName(snapshot) ?? 'unknown company',
      score: points(Math.floor(score.total / 100) * 100),
      grade: score.grade,
    }),
    body: body(input, marker),
    marker,
    dueAt: handoff.dueAt,
    priority: PRIORITY[handoff.temperature],
    type: 'CALL',
  };
}

function body({ agreement, snapshot, score, handoff }: BriefInput, marker: string): string {
  const { contact } = snapshot;
  const paragraph = (text: string): string => `<p>${text}</p>`;
  const list = (lines: readonly string[]): string =>
    `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
  const known = (label: string, value: string | undefined): string => `${label}: ${value ?? 'not known'}`;
  return [
    paragraph(`<strong>${escapeHtml(handoff.reasons)}</strong>`),
    list([
      known('Name', fullName(contact)),
      known('E-mail', contact['email']),
      known('Phone', contact['phone'] ?? contact['mobilephone']),
      known('Company', companyName(snapshot)),
      known('Job title', contact['jobtitle']),
      known('Source', contact['hs_analytics_source']),
    ]),
    paragraph(
      escapeHtml(
        `Score ${points(score.total)} of 100, grade ${score.grade}, ${handoff.temperature}. First contact by ${new Date(handoff.dueAt).toISOString()}.`,
      ),
    ),
    list(receiptLines(score)),
    paragraph(escapeHtml(`Yours because ${handoff.assignedBecause}.`)),
    paragraph(escapeHtml(`Agreement: ${agreement.name}, version ${agreement.version}. ${marker}`)),
  ].join('');
}

export function fullName(contact: Properties): string | undefined {
  const name = [contact['firstname'], contact['lastname']]
    .filter((part) => part !== undefined)
    .join(' ')
    .trim();
  return name === '' ? undefined : name;
}

/** A name to call the lead by, whatever is known: never empty, never "undefined". */
export const leadName = (contact: Properties, contactId: string): string =>
  fullName(contact) ?? contact['email'] ?? `contact ${contactId}`;

const companyName = (snapshot: Snapshot): string | undefined =>
  snapshot.company?.properties['name'] ?? snapshot.contact['company'];

/** Templates are data with a closed list of placeholders: anything else in braces stays as it is written. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : whole));

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
