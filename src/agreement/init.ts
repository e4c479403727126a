/** A first agreement: a preset, with what six answers say in its places, and with examples that follow from them. */
import { isCollection, isMap, parseDocument, visit } from 'yaml';
import type { Document, Node } from 'yaml';
import type { Answers } from './answers.ts';
import { readAgreement } from './read.ts';
import { NOON, runAgreementTests } from './tests.ts';

/** Mail providers of everybody: an address there says nothing about a company. */
const PROVIDERS = /(^|\.)(gmail|googlemail|outlook|hotmail|yahoo|icloud|gmx|web|proton|protonmail)\.[a-z.]+$/;

/** Characters of JSON that still make one readable line. */
const ONE_LINE = 90;

/** How far a lead that came by its score may fade before it leaves. */
const LEAVES_BELOW = 15;

/**
 * The text of the agreement these answers make of a preset, comments kept. Examples of the preset that speak of other people, or
 * that these answers make untrue, are left out; examples that follow from the answers come first.
 */
export function agreementFrom(preset: string, answers: Answers, version = 1): string {
  const doc = parseDocument(preset);
  const set = (path: readonly (string | number)[], value: unknown): void => doc.setIn(path, nodeOf(doc, value));
  const { signers, territories, firstContact, bar } = answers;
  set(['version'], version);
  set(['signers'], signers);
  set(['timezone'], answers.timezone);
  setProfile(doc, answers);
  setBar(doc, ['stages', 'sql'], bar);
  setBar(doc, ['temperature', 'warm'], bar);
  if (doc.hasIn(['stages', 'leave_sql_below'])) set(['stages', 'leave_sql_below'], bar - LEAVES_BELOW);
  set(['sla', 'first_contact'], firstContact);
  set(['sla', 'hours'], { [answers.days]: answers.window });
  set(
    ['routing'],
    [
      { owner: 'existing' },
      ...territories.map(({ name, countries }) =>
        countries.length === 0 ? { rotation: name } : { when: { 'company.country': countries }, rotation: name },
      ),
    ],
  );
  set(
    ['rotations'],
    Object.fromEntries(
      territories.map(({ name, people }) => [name, Object.fromEntries(people.map((email) => [email, 1]))]),
    ),
  );
  set(['people'], peopleOf(answers));
  set(['fallback'], { tell: signers.sales });
  const ours = [...new Set(Object.values(signers).map((email) => email.slice(email.indexOf('@') + 1)))];
  const domains = ours.filter((domain) => !PROVIDERS.test(domain));
  if (doc.hasIn(['blocks', 'ourselves'])) {
    if (domains.length === 0) doc.deleteIn(['blocks', 'ourselves']);
    else set(['blocks', 'ourselves'], { 'contact.email': { domain: domains } });
  }
  const kept = examplesOf(doc);
  set(['tests'], examplesFrom(doc, answers));
  const own = doc.toJS() as { tests: readonly unknown[] };
  set(['tests'], [...own.tests, ...kept.filter((example) => holds(doc, example))]);
  return doc.toString({ lineWidth: 120, flowCollectionPadding: true });
}

/** What fits on a line stands on a line, as a person would write it. */
function nodeOf(doc: Document, value: unknown): Node {
  const node = doc.createNode(value);
  visit(node, {
    Collection(_key, inner) {
      if (JSON.stringify(inner.toJS(doc)).length <= ONE_LINE) inner.flow = true;
    },
  });
  if (isCollection(node) && Array.isArray(value)) node.flow = false;
  return node;
}

function peopleOf({ territories, signers }: Answers): Readonly<Record<string, unknown>> {
  const people = new Map<string, unknown>();
  for (const { people: members } of territories) {
    members.forEach((email, i) => {
      const backup = members[(i + 1) % members.length];
      if (people.has(email) && members.length === 1) return;
      people.set(email, {
        ...(email === signers.sales ? {} : { manager: signers.sales }),
        ...(backup === undefined || backup === email ? {} : { backup }),
      });
    });
  }
  return Object.fromEntries(people);
}

type Rule = Readonly<Record<string, unknown>>;

/** Points stay the preset's: the answers say who fits, not how much that counts. */
function setProfile(doc: Document, { industries, sizes, territories }: Answers): void {
  const rules = (doc.toJS() as { profile?: readonly Rule[] }).profile ?? [];
  const find = (property: string, kind: string): number =>
    rules.findIndex((rule) => rule['property'] === property && rule[kind] !== undefined);
  const industry = find('company.industry', 'values');
  const size = find('company.numberofemployees', 'bands');
  const country = find('company.country', 'values');
  const valued = (names: readonly string[], points: number): unknown =>
    nodeOf(doc, Object.fromEntries(names.map((name) => [name, points])));
  if (industry >= 0) {
    doc.setIn(['profile', industry, 'values'], valued(industries, most(rules[industry]?.['values'])));
  }
  if (size >= 0) {
    const points = most(rules[size]?.['bands']);
    doc.setIn(['profile', size, 'bands'], nodeOf(doc, bandsOf(sizes, points)));
  }
  const countries = territories.flatMap((territory) => territory.countries);
  if (country >= 0 && countries.length > 0) {
    doc.setIn(['profile', country, 'values'], valued(countries, most(rules[country]?.['values'])));
  }
}

function bandsOf({ from, below }: Answers['sizes'], points: number): readonly unknown[] {
  return [
    ...(from === 0 ? [] : [{ below: from, points: 0 }]),
    { from, ...(below === null ? {} : { below }), points },
    ...(below === null ? [] : [{ from: below, points: 0 }]),
  ];
}

/** The most points a rule gives, of `values` or of `bands`. */
function most(given: unknown): number {
  const all = Array.isArray(given) ? given.map((band: Rule) => band['points']) : Object.values(given ?? {});
  return Math.max(0, ...all.filter((points): points is number => typeof points === 'number'));
}

/** Every bar on the score within a criterion. */
function setBar(doc: Document, path: readonly (string | number)[], bar: number): void {
  const walk = (value: unknown, at: readonly (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const here = [...at, Array.isArray(value) ? Number(key) : key];
      if (key === 'score' && typeof inner === 'number') doc.setIn(here, bar);
      else walk(inner, here);
    }
  };
  const node = doc.getIn(path);
  if (isMap(node)) walk(node.toJS(doc), path);
}

interface Example {
  readonly name: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly expect: Readonly<Record<string, unknown>>;
}

function examplesOf(doc: Document): readonly Example[] {
  const { tests } = doc.toJS() as { tests?: readonly Example[] };
  return tests ?? [];
}

/** What the answers promise, as examples: they are derived from the answers and not from what came out. */
function examplesFrom(doc: Document, { territories, industries, sizes }: Answers): readonly Example[] {
  const content = doc.toJS() as { signals: Readonly<Record<string, Rule>>; profile?: readonly Rule[] };
  const raise = Object.entries(content.signals).find(([, signal]) => signal['hand_raise'] === true)?.[0];
  const raised =
    raise === undefined
      ? []
      : territories.map(({ name, countries: [country] }): Example => ({
          name: `${raise.replaceAll('_', ' ')} from ${country ?? 'anywhere else'}`,
          given: { ...(country === undefined ? {} : { 'company.country': country }), signals: { [raise]: '10m' } },
          expect: { stage: 'sql', rotation: name },
        }));
  const rules = content.profile ?? [];
  const points = (property: string, kind: string): number =>
    most(rules.find((rule) => rule['property'] === property && rule[kind] !== undefined)?.[kind]);
  const worth = points('company.industry', 'values') + points('company.numberofemployees', 'bands');
  const fits: Example = {
    name: 'a company we sell to, of the right size, before it did anything',
    given: { 'company.industry': industries[0], 'company.numberofemployees': sizes.from },
    expect: { score: { from: Math.min(worth, 50) } },
  };
  return [...raised, ...(worth > 0 ? [fits] : [])];
}

/** Whether an example of the preset can be told of this agreement, and is true of it. */
function holds(doc: Document, example: Example): boolean {
  const alone = doc.clone() as Document;
  alone.setIn(['tests'], alone.createNode([example]));
  const read = readAgreement(alone.toString(), { file: 'preset' });
  return read.ok && runAgreementTests(read.agreement, NOON).every((result) => result.ok);
}
