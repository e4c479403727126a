/**
 * The agreement in plain sentences, as Markdown: what both teams read before they sign. Every number of the agreement that decides
 * something stands in exactly the sentence that says what it decides.
 */
import type {
  Agreement,
  Band,
  BehaviourRule,
  Criterion,
  ProfileRule,
  PropertyRef,
  PropertyTest,
  RoutingLine,
  SignalDefinition,
  Sla,
} from '../core/agreement.ts';
import { AXIS_CAP, propertyKey } from '../core/agreement.ts';
import { clockText, durationText, hoursText, pointsText } from './units.ts';

export function inWords(agreement: Agreement, label: string): string {
  return [
    `# ${agreement.name}, version ${agreement.version}`,
    `${label}. Agreed by ${agreement.signers.marketing} for marketing and ${agreement.signers.sales} for sales. Days and weeks are counted in ${agreement.timezone}; money is in ${agreement.currency}.`,
    ...definitions(agreement),
    ...signals(agreement.signals),
    ...behaviour(agreement),
    ...profile(agreement),
    ...handoff(agreement),
    ...routing(agreement),
    ...promise(agreement),
    ...recycling(agreement),
    ...examples(agreement),
  ]
    .join('\n\n')
    .concat('\n');
}

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const points = (value: number): string => `${pointsText(value)} ${Math.abs(value) === 100 ? 'point' : 'points'}`;
const joined = (items: readonly string[], word: 'and' | 'or'): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;

function definitions({ stages, handoff }: Agreement): readonly string[] {
  const leave =
    stages.leaveSqlBelow === null
      ? 'A lead that became an SQL by its score stays one however quiet it falls.'
      : `A lead that became an SQL by its score stops being one when it falls below ${points(stages.leaveSqlBelow)}.`;
  const again =
    stages.cooldownMs === 0
      ? 'A lead may come again at once.'
      : `After a lead went back to marketing it waits ${durationText(stages.cooldownMs)} before it may come again; a new hand-raise does not wait.`;
  return [
    '## What we mean',
    `**MQL**: a lead with ${criterion(stages.mql)}. Its lifecycle stage in HubSpot becomes \`${stages.lifecycle.mql}\`.`,
    `**SQL**: a lead with ${criterion(stages.sql)}. Its lifecycle stage in HubSpot becomes \`${stages.lifecycle.sql}\`.`,
    `${leave} ${again} Leads are handed to sales when they are an ${handoff.at.toUpperCase()}.`,
  ];
}

function signals(definitions: readonly SignalDefinition[]): readonly string[] {
  const rows = definitions.map(({ name, sources, handRaise }) => [
    `\`${name}\``,
    sources
      .map((source) => {
        switch (source.kind) {
          case 'form':
            return `a form named \`${source.glob}\``;
          case 'page':
            return `a visit to \`${source.glob}\``;
          case 'list':
            return `entering the list “${source.list}”`;
          case 'property':
            return `a change of \`${propertyKey(source.property)}\``;
          case 'workflow':
            return 'a HubSpot workflow that records it';
        }
      })
      .join(', or '),
    handRaise ? 'yes' : '',
  ]);
  return ['## Signals', table(['signal', 'what happened', 'raises a hand'], rows)];
}

function behaviour(agreement: Agreement): readonly string[] {
  const rows = agreement.behaviour.flatMap((group) =>
    group.rules.map((rule) => [
      group.name,
      `${quoted(rule.signal)}${condition(rule)}`,
      pointsText(rule.points),
      fading(rule),
      frequency(rule),
    ]),
  );
  const caps = agreement.behaviour.flatMap((group) => limits(group.name, group));
  const combinations = agreement.combinations.map(
    (c) =>
      `${c.inOrder === true ? c.all.map(quoted).join(', then ') : joined(c.all.map(quoted), 'and')} within ${durationText(c.withinMs)}${c.when === undefined ? '' : `, for a lead with ${criterion(c.when)}`}: ${points(c.points)} more${c.halfLifeMs === undefined ? '' : ` that halve every ${durationText(c.halfLifeMs)}`}, because they ${c.because}`,
  );
  return [
    '## What they did',
    `Behaviour gives 0 to ${points(AXIS_CAP)}. ${caps.length === 0 ? '' : `${sentence(joined(caps, 'and'))}.`}`.trim(),
    table(['group', 'signal', 'points', 'fades', 'counts at most'], rows),
    ...(combinations.length === 0 ? [] : ['Together they are worth more:', list(combinations)]),
  ];
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const quoted = (name: string): string => `\`${name}\``;

/** What a group never gives and never takes. */
const limits = (name: string, { cap, floor }: { cap: number | null; floor?: number | null }): readonly string[] => [
  ...(cap === null ? [] : [`${name} never gives more than ${points(cap)}`]),
  ...(floor === undefined || floor === null ? [] : [`${name} never takes more than ${points(-floor)}`]),
];

/** ", at least 3 times in 30 days": what a rule asks beside that it happened. */
function condition({ times, withinMs, returnsWithinMs, once }: BehaviourRule): string {
  const often =
    times === undefined
      ? ''
      : times.below === null
        ? `, at least ${times.from} times`
        : times.below === times.from + 1
          ? `, ${times.from} times`
          : `, ${times.from} to ${times.below - 1} times`;
  const within = times === undefined || withinMs === undefined ? '' : ` in ${durationText(withinMs)}`;
  const back = returnsWithinMs === undefined ? '' : `, again on another day within ${durationText(returnsWithinMs)}`;
  return `${often}${within}${back}${once === true ? ', the first time' : ''}`;
}

function fading(rule: BehaviourRule): string {
  if (rule.times !== undefined) return 'when it no longer holds';
  const after = rule.withinMs === undefined ? [] : [`gone after ${durationText(rule.withinMs)}`];
  const slow =
    rule.fade === undefined ? [] : [`${rule.fade.percent} % of the points every ${durationText(rule.fade.everyMs)}`];
  const half = rule.halfLifeMs === null ? [] : [`half every ${durationText(rule.halfLifeMs)}`];
  return [...half, ...slow, ...after].join(', ') || 'never';
}

const frequency = (rule: BehaviourRule): string =>
  [
    ...(rule.cap === undefined ? [] : [`${points(rule.cap)} in all`]),
    ...(rule.floor === undefined ? [] : [`${points(rule.floor)} in all`]),
    ...(rule.perDay === null ? [] : [`${rule.perDay} a day`]),
    ...(rule.perWeek === null ? [] : [`${rule.perWeek} a week`]),
  ].join(', ') || 'every time';

function profile(agreement: Agreement): readonly string[] {
  const rows = agreement.profile.flatMap((rule) =>
    profileRows(rule).map(([what, worth]) => [
      rule.kind === 'when' ? rule.because : quoted(propertyKey(rule.property)),
      what,
      worth,
    ]),
  );
  const groups = (agreement.profileGroups ?? []).flatMap((group) => limits(group.name, group));
  return [
    '## Who they are',
    `Profile gives 0 to ${points(AXIS_CAP)} and does not fade. What is not known earns nothing and is shown as unknown.`,
    table(['property', 'is', 'points'], rows),
    ...(groups.length === 0 ? [] : [`${sentence(joined(groups, 'and'))}.`]),
    ...(agreement.only === undefined ? [] : [`Points are counted for leads with ${criterion(agreement.only)}.`]),
  ];
}

function profileRows(rule: ProfileRule): readonly (readonly [string, string])[] {
  switch (rule.kind) {
    case 'values':
      return Object.entries(rule.values).map(([value, worth]) => [value, pointsText(worth)]);
    case 'bands':
      return rule.bands.map((band) => [bandText(band), pointsText(band.points)]);
    case 'words':
      return rule.lines.map((line, index) => [
        `${index === 0 ? '' : 'otherwise '}has the word ${joined(line.any, 'or')}`,
        pointsText(line.points),
      ]);
    case 'when':
      return [[criterion(rule.when), pointsText(rule.points)]];
  }
}

function bandText({ from, below }: Pick<Band, 'from' | 'below'>): string {
  if (from === null) return below === null ? 'any number' : `below ${below}`;
  return below === null ? `${from} or more` : `from ${from} to below ${below}`;
}

function handoff(agreement: Agreement): readonly string[] {
  const { temperature, blocks } = agreement;
  const most = agreement.handoff.atMostPerHour;
  return [
    '## The handoff',
    `A lead handed to sales is tagged “${agreement.handoff.tag}” and its owner gets the task “${agreement.handoff.task}”.${most === null ? '' : ` No more than ${most} leads are handed over in an hour; the others are held, visibly.`}`,
    ...(agreement.handoff.notes === undefined
      ? []
      : [`What marketing leaves for sales in ${joined(agreement.handoff.notes, 'and')} goes along with it.`]),
    `**Hot** is a lead with ${criterion(temperature.hot)}. **Warm** is one with ${criterion(temperature.warm)}. Every other is **cold**. After the handoff the temperature may only rise.`,
    ...(blocks.length === 0
      ? []
      : [
          'Never handed over, and the card says why:',
          list(blocks.map((block) => `**${block.name}**: a lead with ${criterion(block.when)}`)),
        ]),
  ];
}

function routing(agreement: Agreement): readonly string[] {
  const lines = agreement.routing.map((line, index) => `${index + 1}. ${routingText(line)}`).join('\n');
  const turns = Object.entries(agreement.rotations).map(([name, members]) => {
    const total = members.reduce((sum, { weight }) => sum + weight, 0);
    const shares = members.map(({ email, weight }) => `${email} ${weight} of ${total}`);
    return `**${name}**: ${shares.length === 0 ? 'nobody' : joined(shares, 'and')}`;
  });
  const people = Object.entries(agreement.people).map(([email, person]) => {
    const facts = [
      ...(person.manager === null ? [] : [`reports to ${person.manager}`]),
      ...(person.backup === null ? [] : [`is stood in for by ${person.backup}`]),
      ...(person.openAtMost === null ? [] : [`has at most ${person.openAtMost} open leads`]),
      ...(person.phone === null ? [] : [`is called at ${person.phone}`]),
    ];
    return `${email} ${facts.length === 0 ? 'takes part' : joined(facts, 'and')}`;
  });
  return [
    '## Who gets it',
    'The first line that names somebody available wins:',
    lines,
    ...(turns.length === 0 ? [] : ['Out of every round of leads:', list(turns)]),
    ...(people.length === 0 ? [] : ['Of these people:', list(people)]),
    `When nobody can be found, ${agreement.fallback.tell} is told.`,
  ];
}

function routingText({ when, to }: RoutingLine): string {
  const whom = ((): string => {
    switch (to.kind) {
      case 'existing':
        return to.of === undefined
          ? 'who already owns the contact'
          : to.of === 'company'
            ? 'who owns its company'
            : 'who owns an open deal of it';
      case 'previous':
        return 'who had it the time before';
      case 'rotation':
        return `the next in rotation ${to.rotation}`;
      case 'person':
        return to.email;
    }
  })();
  return when === null ? sentence(whom) : `For a lead with ${criterion(when)}: ${whom}`;
}

const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

function promise({ sla }: Agreement): readonly string[] {
  const { hot, warm, cold } = sla.firstContact;
  const hours = officeHours(sla.hours);
  const clock =
    sla.clock === 'wall time'
      ? 'Time runs by the clock on the wall, day and night.'
      : `Time runs in the owner’s working hours only: ${joined(hours, 'and')}.${sla.holidays.length === 0 ? '' : ` It stands still on ${joined(sla.holidays, 'and')}.`}`;
  const time = (ms: number): string =>
    sla.clock === 'wall time' ? hoursText(ms) : hoursText(ms).replace(' ', ' working ');
  const steps = sla.ladder.map(
    (step) => `at ${Math.round(step.atShare * 100)} % of that time: ${joined(step.do, 'and')}`,
  );
  return [
    '## What sales promises',
    `First contact within ${time(hot)} for a hot lead, ${time(warm)} for a warm one and ${time(cold)} for a cold one. ${clock}`,
    ...(steps.length === 0 ? [] : ['Until there was a first contact:', list(steps)]),
  ];
}

/** Days in a row with the same hours are named together: "Monday to Friday 09:00 to 18:00". */
function officeHours(hours: Sla['hours']): readonly string[] {
  const runs: { first: string; last: string; windows: string }[] = [];
  for (const [index, name] of DAY_NAMES.entries()) {
    const windows = (hours[index + 1] ?? []).map((w) => `${clockText(w.from)} to ${clockText(w.until)}`).join(' and ');
    const run = runs.at(-1);
    if (run !== undefined && run.windows === windows) run.last = name;
    else runs.push({ first: name, last: name, windows });
  }
  return runs
    .filter(({ windows }) => windows !== '')
    .map(({ first, last, windows }) => `${first === last ? first : `${first} to ${last}`} ${windows}`);
}

function recycling(agreement: Agreement): readonly string[] {
  const rows = Object.entries(agreement.recycle).map(([reason, rule]) => {
    if (rule.kind === 'never') return `**${reason}**: does not come again`;
    const early = rule.orSignal === null ? '' : `, or with a new \`${rule.orSignal}\``;
    return `**${reason}**: may come again after ${durationText(rule.afterMs)}${early}`;
  });
  return rows.length === 0
    ? []
    : ['## When sales says no', 'The lead goes back to marketing with one of these reasons:', list(rows)];
}

function examples(agreement: Agreement): readonly string[] {
  return agreement.tests.length === 0
    ? []
    : ['## Examples we believe in', list(agreement.tests.map((test) => test.name))];
}

/** A criterion as the words that follow "a lead with". */
export function criterion(given: Criterion): string {
  switch (given.kind) {
    case 'all':
      return joined(given.of.map(inner), 'and');
    case 'any':
      return joined(given.of.map(inner), 'or');
    case 'not':
      return `not ${inner(given.of)}`;
    case 'score':
      return `a score of at least ${pointsText(given.atLeast)}`;
    case 'profile':
    case 'behaviour':
      return `a ${given.kind} score of at least ${pointsText(given.atLeast)}`;
    case 'grade':
      return `the grade ${joined(given.anyOf, 'or')}`;
    case 'signal': {
      const times = given.times === 1 ? '' : `${given.times} times `;
      return `${times}the signal \`${given.signal}\`${given.withinMs === null ? '' : ` in the last ${durationText(given.withinMs).replace(/^1 /, '')}`}`;
    }
    case 'hand_raise':
      return 'a hand raised';
    case 'list':
      return given.group === null
        ? `a place in the list “${given.list}”`
        : `a place in the target group ${given.group}`;
    case 'property':
      return propertyText(given.property, given.test);
  }
}

/** Nested lists of criteria stand in brackets, so that "and" and "or" cannot be mistaken. */
const inner = (given: Criterion): string =>
  (given.kind === 'all' || given.kind === 'any') && given.of.length > 1 ? `(${criterion(given)})` : criterion(given);

function propertyText(property: PropertyRef, test: PropertyTest): string {
  const name = `\`${propertyKey(property)}\``;
  switch (test.kind) {
    case 'known':
      return `${name} known`;
    case 'unknown':
      return `${name} unknown`;
    case 'values':
      return `${name} equal to ${joined(test.anyOf, 'or')}`;
    case 'band':
      return `${name} ${bandText(test)}`;
    case 'words':
      return `the word ${joined(test.any, 'or')} in ${name}`;
    case 'domain':
      return `${name} at ${joined(test.anyOf, 'or')}`;
    case 'like':
      return `${name} like ${joined(test.anyOf, 'or')}`;
    case 'dates':
      return `${name} ${test.from === null ? '' : `from ${test.from.date} on`}${test.from !== null && test.below !== null ? ' and ' : ''}${test.below === null ? '' : `before ${test.below.date}`}`;
    case 'last':
      return `${name} in the last ${durationText(test.ms)}`;
    case 'next':
      return `${name} in the next ${durationText(test.ms)}`;
    case 'older':
      return `${name} more than ${durationText(test.ms)} ago`;
  }
}
