// The brief as a CRM task and as a note on the timeline: HTML as HubSpot accepts it, everything from the portal escaped.
// Refuses to know whether anybody reads it.
import type { Agreement, Instant, Temperature } from './agreement.ts';
import type { Brief, BriefBlock } from './brief.ts';
import type { Cycle, Handoff } from './cycle.ts';
import type { CreateNote, CreateTask } from './effect.ts';
import { english, points } from './words.ts';

/** How a task or a note shows which cycle it belongs to. Visible text, because HubSpot cleans HTML and keeps no key of ours. */
export const taskMarker = (contactId: string, cycleNo: number): string => `Baton ref ${contactId}-${cycleNo}`;
export const taskKey = (contactId: string, cycleNo: number): string => `task:${contactId}:${cycleNo}`;
const noteMarker = (contactId: string, cycleNo: number): string => `Baton note ${contactId}-${cycleNo}`;
const noteKey = (contactId: string, cycleNo: number): string => `note:${contactId}:${cycleNo}`;

const PRIORITY: Readonly<Record<Temperature, CreateTask['priority']>> = { hot: 'HIGH', warm: 'MEDIUM', cold: 'LOW' };

/** HubSpot reminds by e-mail this long before the deadline, and of a shorter promise when half of it is over. */
const REMIND_BEFORE_MS = 30 * 60_000;

export interface Handed {
  readonly agreement: Agreement;
  readonly contactId: string;
  readonly companyId: string | null;
  readonly cycle: Cycle;
  readonly handoff: Handoff;
  readonly brief: Brief;
}

/** The one task of a cycle: "Call Nora Lind - Hot Lead", due when first contact is. */
export function taskOf({ agreement, contactId, companyId, cycle, handoff, brief }: Handed): CreateTask {
  const marker = taskMarker(contactId, cycle.no);
  return {
    kind: 'CreateTask',
    key: taskKey(contactId, cycle.no),
    contactId,
    companyId,
    ownerId: handoff.ownerId,
    subject: fill(agreement.handoff.task, {
      lead: brief.lead,
      temperature: handoff.temperature,
      Temperature: capitalised(handoff.temperature),
      company: brief.company ?? english.unknownCompany,
      score: points(Math.floor(brief.score / 100) * 100),
      grade: brief.grade,
    }),
    body: bodyOf(brief, marker),
    marker,
    dueAt: handoff.dueAt,
    remindAt: remindAt(handoff.at, handoff.dueAt),
    priority: PRIORITY[handoff.temperature],
    type: 'CALL',
  };
}

/** The same brief, once per cycle, where everybody who opens the contact later finds it. */
export function noteOf({ contactId, companyId, cycle, handoff, brief }: Handed): CreateNote {
  const marker = noteMarker(contactId, cycle.no);
  return {
    kind: 'CreateNote',
    key: noteKey(contactId, cycle.no),
    contactId,
    companyId,
    ownerId: handoff.ownerId,
    body: bodyOf(brief, marker),
    marker,
    at: handoff.at,
  };
}

export const remindAt = (from: Instant, dueAt: Instant): Instant =>
  dueAt - Math.min(REMIND_BEFORE_MS, Math.max(0, Math.floor((dueAt - from) / 2)));

function bodyOf(brief: Brief, marker: string): string {
  return [
    paragraph(`<strong>${escapeHtml(brief.reasons)}</strong>`),
    list(brief.promise),
    ...brief.blocks.map(blockHtml),
    paragraph(`<strong>${escapeHtml(english.criteria)}</strong>`),
    list(brief.criteria.map(indented)),
    paragraph(escapeHtml(english.complete(brief))),
    paragraph(escapeHtml(`${english.agreementLine(brief.agreement)} ${marker}`)),
  ].join('');
}

function blockHtml({ title, parts }: BriefBlock): string {
  const lines = parts.flatMap(({ label, lines: [first = '', ...more] }) =>
    more.length === 0 && parts.length > 1
      ? [`${label}: ${first}`]
      : [...(parts.length > 1 ? [label] : []), first, ...more],
  );
  return `${paragraph(`<strong>${escapeHtml(title)}</strong>`)}${list(lines)}`;
}

const paragraph = (html: string): string => `<p>${html}</p>`;
const list = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;

/** HTML folds leading spaces: a level of a criterion is shown by a dash. */
const indented = (line: string): string => line.replace(/^(?: {2})+/, (spaces) => '– '.repeat(spaces.length / 2));

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
