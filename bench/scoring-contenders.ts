/**
 * The same 40 rules in four rule engines, each as its documentation says. json-rules-engine computes what it needs from the raw
 * events by dynamic facts; the three expression languages are given sums and counts made beforehand in one plain pass, which is
 * the faster way for them, and the pass is inside their time.
 */
import { ZenEngine } from '@gorules/zen-engine';
import { Environment } from '@marcbachmann/cel-js';
import { LogicEngine } from 'json-logic-engine';
import { Engine } from 'json-rules-engine';
import type { Almanac } from 'json-rules-engine';
import type { BenchContact, ProfileTest } from './scoring-subject.ts';
import { DAY, NOW, countedDays, fading, profileTests, totalOf } from './scoring-subject.ts';

export type Contender = (contacts: readonly BenchContact[]) => Promise<ArrayLike<number>> | ArrayLike<number>;

const faded = (points: number, halfLifeMs: number, at: number): number =>
  Math.round(points * 2 ** (-(NOW - at) / halfLifeMs));

/** " vp sales ": a word is in it exactly if " word " is. */
const padded = (title: string): string => ` ${title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `;

// json-rules-engine: https://github.com/CacheControl/json-rules-engine/blob/master/docs/facts.md

export function jsonRulesEngine(): Contender {
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addFact('fadedSum', async (params, almanac: Almanac) => {
    const rule = fading[params['rule'] as number];
    const { signals } = await almanac.factValue<BenchContact>('lead');
    let sum = 0;
    for (const s of signals) if (s.name === rule?.signal) sum += faded(rule.points, rule.halfLifeMs, s.at);
    return sum;
  });
  engine.addFact('countedDays', async (params, almanac: Almanac) => {
    const rule = countedDays[params['rule'] as number];
    const { signals } = await almanac.factValue<BenchContact>('lead');
    const days = new Set<number>();
    for (const s of signals) if (s.name === rule?.signal) days.add(Math.floor(s.at / DAY));
    return days.size * (rule?.points ?? 0);
  });
  engine.addOperator<string, string>('hasWord', (title, word) => padded(title ?? '').includes(` ${word} `));
  const behaviour = (fact: string, count: number, first: number): void => {
    for (let rule = 0; rule < count; rule++) {
      engine.addRule({
        conditions: { all: [{ fact, params: { rule }, operator: 'notEqual', value: 0 }] },
        event: { type: 'points', params: { index: first + rule } },
      });
    }
  };
  behaviour('fadedSum', fading.length, 0);
  behaviour('countedDays', countedDays.length, fading.length);
  profileTests.forEach((test, i) => {
    engine.addRule({
      conditions: { all: conditionsOf(test) },
      event: { type: 'points', params: { index: 25 + i, points: test.points } },
    });
  });
  return async (contacts) => {
    const totals: number[] = [];
    for (const lead of contacts) {
      const { results } = await engine.run({ lead });
      const points = new Float64Array(40);
      for (const { event, conditions } of results) {
        const { index, points: fixed } = event?.params as { index: number; points?: number };
        const [first] = 'all' in conditions ? conditions.all : [];
        points[index] = fixed ?? (first as { factResult?: number } | undefined)?.factResult ?? 0;
      }
      totals.push(totalOf(points));
    }
    return totals;
  };
}

interface JsonRulesCondition {
  fact: string;
  path: string;
  operator: string;
  value: unknown;
}

function conditionsOf(test: ProfileTest): JsonRulesCondition[] {
  const fact = 'lead';
  switch (test.kind) {
    case 'values':
      return [{ fact, path: `$.company.${test.name}`, operator: 'in', value: test.anyOf }];
    case 'band':
      return [
        { fact, path: `$.company.${test.name}`, operator: 'greaterThanInclusive', value: test.from },
        { fact, path: `$.company.${test.name}`, operator: 'lessThan', value: test.below },
      ];
    case 'word':
      return [{ fact, path: `$.contact.${test.name}`, operator: 'hasWord', value: test.word }];
  }
}

// One plain pass over the events, for those that are given sums; signals carry the number of their rule.

interface Prepared {
  /** Points of rule i at `p<i>`, traits and sizes by name, the padded job title. */
  readonly [name: string]: number | string;
}

const UNKNOWN_SIZE = -1;

function prepare({ contact, company, signals }: BenchContact): Prepared {
  const points = new Float64Array(25);
  const lastDay = new Float64Array(25).fill(Number.NaN);
  for (const { number: i, at } of signals) {
    if (i === undefined) continue;
    const fades = fading[i];
    if (fades !== undefined) {
      points[i] = (points[i] ?? 0) + faded(fades.points, fades.halfLifeMs, at);
    } else {
      const day = Math.floor(at / DAY);
      if (lastDay[i] !== day) points[i] = (points[i] ?? 0) + (countedDays[i - 15]?.points ?? 0);
      lastDay[i] = day;
    }
  }
  const prepared: Record<string, number | string> = { title: padded(contact['jobtitle'] ?? '') };
  for (let i = 0; i < 25; i++) prepared[`p${i}`] = points[i] ?? 0;
  for (let i = 0; i < 5; i++) {
    prepared[`trait_${i}`] = company[`trait_${i}`] ?? '';
    const size = company[`size_${i}`];
    prepared[`size_${i}`] = size === undefined ? UNKNOWN_SIZE : Number(size);
  }
  return prepared;
}

const behaviourNames = Array.from({ length: 25 }, (_, i) => `p${i}`);

// json-logic-engine, compiled: https://json-logic.github.io/json-logic-engine/docs/compilation

export function jsonLogicEngine(): Contender {
  const logic = [
    ...behaviourNames.map((name) => ({ var: name })),
    ...profileTests.map((test) => ({ if: [jsonLogicOf(test), test.points, 0] })),
  ];
  const compiled = new LogicEngine().build(logic) as (prepared: Prepared) => readonly number[];
  return (contacts) => contacts.map((contact) => totalOf(compiled(prepare(contact))));
}

function jsonLogicOf(test: ProfileTest): unknown {
  switch (test.kind) {
    case 'values':
      return { in: [{ var: test.name }, test.anyOf] };
    case 'band':
      return {
        and: [{ '>=': [{ var: test.name }, test.from] }, { '<': [{ var: test.name }, test.below] }],
      };
    case 'word':
      return { in: [` ${test.word} `, { var: 'title' }] };
  }
}

// @marcbachmann/cel-js, parsed once in a typed environment: https://github.com/marcbachmann/cel-js#environment-api-recommended

export function celJs(): Contender {
  const environment = new Environment();
  for (const name of behaviourNames) environment.registerVariable(name, 'double');
  for (let i = 0; i < 5; i++) {
    environment.registerVariable(`trait_${i}`, 'string');
    environment.registerVariable(`size_${i}`, 'double');
  }
  environment.registerVariable('title', 'string');
  const expressions = [
    ...behaviourNames,
    ...profileTests.map((test) => `(${celOf(test)}) ? ${test.points.toFixed(1)} : 0.0`),
  ];
  const parsed = environment.parse(`[${expressions.join(', ')}]`);
  return (contacts) => contacts.map((contact) => totalOf(parsed(prepare(contact)) as readonly number[]));
}

function celOf(test: ProfileTest): string {
  switch (test.kind) {
    case 'values':
      return `${test.name} in [${test.anyOf.map((value) => `"${value}"`).join(', ')}]`;
    case 'band':
      return `${test.name} >= ${test.from.toFixed(1)} && ${test.name} < ${test.below.toFixed(1)}`;
    case 'word':
      return `title.contains(" ${test.word} ")`;
  }
}

// @gorules/zen-engine, one expression node per decision, many at once: https://docs.gorules.io/developers/sdks/nodejs

const AT_ONCE = 64;

export function zenEngine(): Contender {
  const node = (id: string, type: string, content = {}) => ({ id, type, name: id, position: { x: 0, y: 0 }, content });
  const edge = (sourceId: string, targetId: string) => ({
    id: `${sourceId} ${targetId}`,
    type: 'edge',
    sourceId,
    targetId,
  });
  const expressions = [...behaviourNames, ...profileTests.map((test) => `${zenOf(test)} ? ${test.points} : 0`)].map(
    (value, i) => ({ id: `e${i}`, key: `r${i}`, value }),
  );
  const decision = new ZenEngine().createDecision({
    contentType: 'application/vnd.gorules.decision',
    nodes: [node('lead', 'inputNode'), node('points', 'expressionNode', { expressions }), node('out', 'outputNode')],
    edges: [edge('lead', 'points'), edge('points', 'out')],
  });
  const decide = async (contact: BenchContact): Promise<number> => {
    const { result } = await decision.evaluate(prepare(contact));
    return totalOf(expressions.map(({ key }) => Number((result as Record<string, number>)[key])));
  };
  return async (contacts) => {
    const totals: number[] = [];
    for (let i = 0; i < contacts.length; i += AT_ONCE) {
      totals.push(...(await Promise.all(contacts.slice(i, i + AT_ONCE).map(decide))));
    }
    return totals;
  };
}

function zenOf(test: ProfileTest): string {
  switch (test.kind) {
    case 'values':
      return `${test.name} in [${test.anyOf.map((value) => `"${value}"`).join(', ')}]`;
    case 'band':
      return `${test.name} >= ${test.from} and ${test.name} < ${test.below}`;
    case 'word':
      return `contains(title, " ${test.word} ")`;
  }
}
