/** Which vital signs wake somebody, and which do not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Vitals } from '../../src/core/alert.ts';
import { ALERT_NAMES, alertsOf, RUNBOOK } from '../../src/core/alert.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const MINUTE = 60_000;
const well: Vitals = {
  paused: false,
  lanes: { live: { oldestDueAt: null, inHand: 0 }, import: { oldestDueAt: null, inHand: 0 } },
  oldestClockAt: null,
  watchLookedAt: NOW - 15_000,
  drill: null,
  inNoState: 0,
  parked: 0,
  skewMs: 800,
  refusal: null,
  lookingSince: NOW - 60 * MINUTE,
};
const live = (minutes: number, inHand = 0): Partial<Vitals> => ({
  lanes: { ...well.lanes, live: { oldestDueAt: NOW - minutes * MINUTE, inHand } },
});
const imports = (minutes: number, inHand = 0): Partial<Vitals> => ({
  lanes: { ...well.lanes, import: { oldestDueAt: NOW - minutes * MINUTE, inHand } },
});
const drill = (everyMinutes: number, doneMinutesAgo: number | null, beganMinutesAgo = 600) => ({
  drill: {
    everyMs: everyMinutes * MINUTE,
    beganAt: NOW - beganMinutesAgo * MINUTE,
    doneAt: doneMinutesAgo === null ? null : NOW - doneMinutesAgo * MINUTE,
  },
});

test.each<[string, Partial<Vitals>, readonly string[]]>([
  ['everything is well', {}, []],
  ['a live contact due for two minutes', live(2), []],
  ['a live contact due for longer, in nobody’s hand', live(3), ['live_lane_stands_still']],
  ['one that is in hand takes its time', live(30, 1), []],
  ['while paused nothing is expected to move', { ...live(30), paused: true }, []],
  ['an import waits its turn', imports(14), []],
  ['an import that nobody takes', imports(16), ['import_lane_stands_still']],
  ['a promise’s time came half a minute ago', { oldestClockAt: NOW - 30_000 }, []],
  ['a promise’s time came and nobody looked', { oldestClockAt: NOW - 2 * MINUTE }, ['clock_stands_still']],
  ['after a start what was overdue before has its time', { ...live(600), lookingSince: NOW - MINUTE }, []],
  ['the watch looked two minutes ago', { watchLookedAt: NOW - 2 * MINUTE }, []],
  ['the watch has not looked for longer', { watchLookedAt: NOW - 3 * MINUTE }, ['watch_stands_still']],
  ['the watch never looked since the start', { watchLookedAt: null }, ['watch_stands_still']],
  ['a drill that came through', drill(10, 12), []],
  ['a drill that did not', drill(10, 16), ['drill_failed']],
  ['a drill that never came through', drill(10, null), ['drill_failed']],
  ['a drill just asked for', drill(10, null, 5), []],
  ['one lead in no state', { inNoState: 1 }, ['leads_in_no_state']],
  ['a parked contact', { parked: 2 }, ['contacts_parked']],
  ['a clock a minute off', { skewMs: -61_000 }, ['clock_skew']],
  ['a revoked token', { refusal: 'the token was revoked' }, ['hubspot_refuses']],
])('%s', (_, given, expected) => {
  expect(alertsOf({ ...well, ...given }, NOW).map(({ name }) => name)).toEqual(expected);
});

const root = join(import.meta.dirname, '../..');
const operating = readFileSync(join(root, 'docs/operating.md'), 'utf8');
const anchors = new Set(
  [...operating.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  ),
);

test.each(ALERT_NAMES.map((name) => [name, RUNBOOK[name]] as const))(
  '%s has its section in the runbook: %s',
  (_, title) => {
    expect(operating).toContain(`\n### ${title}\n`);
  },
);

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: { readonly runbook: string };
    }[];
  }[];
}
const rules = (parse(readFileSync(join(root, 'docs/alerts.yml'), 'utf8')) as Rules).groups.flatMap(
  (group) => group.rules,
);
const instruments = readFileSync(join(root, 'src/metrics/instruments.ts'), 'utf8');

test.each(rules.map((rule) => [rule.alert, rule] as const))(
  'the rule %s: each metric exists, and so does its runbook',
  (_, { expr, annotations }) => {
    const metrics = [
      ...new Set([...expr.matchAll(/\bbaton_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''))),
    ];
    expect(metrics.length).toBeGreaterThan(0);
    for (const metric of metrics) expect(instruments).toContain(`'${metric}'`);
    expect(anchors).toContain(annotations.runbook.replace('docs/operating.md#', ''));
  },
);
