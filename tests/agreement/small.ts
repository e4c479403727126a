/** A small whole agreement, and ways to spoil it. */
import { readAgreement } from '../../src/agreement/read.ts';
import type { Agreement } from '../../src/core/agreement.ts';

export const SMALL = `language: 1
name: Small
version: 3
signers: { marketing: maria@example.com, sales: sam@example.com }
timezone: Europe/Berlin
currency: EUR
signals:
  demo_request: { form: "*demo*", hand_raise: true }
  pricing_page: { page: "/pricing*" }
behaviour:
  web:
    cap: 40
    rules:
      - { signal: pricing_page, points: 8, half_life: 14d }
profile:
  - property: company.industry
    values: { SOFTWARE: 12 }
  - property: company.numberofemployees
    bands: [{ from: 50, below: 1000, points: 30 }, { from: 10, below: 50, points: 6 }]
stages:
  mql: { all: [{ score: 40 }, { behaviour: 12 }] }
  sql: { any: [{ score: 75 }, { signal: demo_request, within: 30d }] }
blocks:
  competitor: { contact.email: { domain: [rival.example] } }
temperature:
  hot: { any: [{ hand_raise: true }, { grade: [A1] }] }
  warm: { score: 60 }
handoff: { tag: Ready, task: "Call {lead}" }
routing:
  - { owner: existing }
  - { rotation: world }
rotations:
  world: { anna@example.com: 2, ben@example.com: 1 }
people:
  anna@example.com: { manager: sam@example.com }
fallback: { tell: sam@example.com }
sla:
  first_contact: { hot: 5m, warm: 1h, cold: 24h }
  hours: { monday-friday: 09:00-18:00 }
  holidays: ["2026-12-25"]
  ladder: [{ at: 50%, do: [remind] }, { at: 100%, do: [tell manager] }]
recycle: { no_answer: { after: 90d, or_signal: pricing_page } }
tests:
  - name: a rival asks for a demo
    given: { contact.email: eve@rival.example, signals: { demo_request: 10m } }
    expect: { temperature: hot, held: competitor }
`;

/** SMALL with one part replaced; the part must be there exactly once, or the case would test nothing. */
export function swap(part: string, by: string): string {
  if (SMALL.split(part).length !== 2) throw new Error(`${JSON.stringify(part)} does not stand in SMALL exactly once`);
  return SMALL.replace(part, () => by);
}

export function readOrThrow(text: string): Agreement {
  const read = readAgreement(text, { file: 'agreement.yaml' });
  if (!read.ok) throw new Error(read.problems.map((p) => `${p.line}:${p.column} ${p.path} ${p.message}`).join('\n'));
  return read.agreement;
}
