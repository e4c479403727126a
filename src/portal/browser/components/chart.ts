/** What both charts work out before they draw. */
import type { ChartProps } from '@hubspot/ui-extensions';

export const WIDTH = 560;
export const HEIGHT = 240;
export const MARGIN = { top: 12, right: 12, bottom: 40, left: 48 } as const;

/** HubSpot's colour names, dark enough to be told apart on white. */
const COLOURS: Readonly<Record<string, string>> = {
  orange: '#e8601c',
  aqua: '#00a4bd',
  purple: '#6a78d1',
  yellow: '#c98a00',
  pink: '#d1519b',
  blue: '#3b7dd8',
  green: '#2f9e6e',
  darkOrange: '#a83f0c',
  darkAqua: '#00717f',
  darkPurple: '#454f9e',
  darkYellow: '#8a5f00',
  darkPink: '#94306a',
  darkBlue: '#23508f',
  darkGreen: '#1c6947',
};
const IN_TURN = ['aqua', 'orange', 'purple', 'green', 'yellow', 'blue', 'pink', 'darkAqua', 'darkOrange', 'darkPurple'];

export interface Point {
  readonly x: string;
  readonly y: number;
}
export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly Point[];
}
export interface Plot {
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  readonly ticks: readonly number[];
  readonly top: number;
  readonly xLabel: string;
  readonly yLabel: string;
}

export function plotOf({ data, axes, options = {} }: ChartProps, stacked: boolean): Plot {
  const rows = Array.isArray(data) ? data : data.data;
  const named = Array.isArray(data) ? undefined : data.options?.propertyLabels;
  const group = axes.options?.groupFieldByColor;
  const label = (field: string, value: unknown): string => named?.[field]?.[String(value)] ?? shown(axes, field, value);
  const labels = [...new Set(rows.map((row) => label(axes.x.field, row[axes.x.field])))];
  const groups = group === undefined ? [''] : [...new Set(rows.map((row) => String(row[group])))];
  const series = groups.map((name, i): Series => {
    const chosen =
      axes.options?.colors?.[name] ?? (options.colors ?? options.colorList)?.[i] ?? IN_TURN[i % IN_TURN.length];
    const own = rows.filter((row) => group === undefined || String(row[group]) === name);
    return {
      name: group === undefined ? (axes.y.label ?? axes.y.field) : label(group, name),
      colour: COLOURS[chosen ?? 'aqua'] ?? '#00a4bd',
      points: own.map((row) => ({ x: label(axes.x.field, row[axes.x.field]), y: Number(row[axes.y.field]) })),
    };
  });
  const heights = stacked
    ? labels.map((x) => series.reduce((sum, { points }) => sum + (points.find((point) => point.x === x)?.y ?? 0), 0))
    : series.flatMap(({ points }) => points.map(({ y }) => y));
  const ticks = ticksUpTo(Math.max(1, ...heights));
  return {
    labels,
    series,
    ticks,
    top: ticks.at(-1) ?? 1,
    xLabel: axes.x.label ?? axes.x.field,
    yLabel: axes.y.label ?? axes.y.field,
  };
}

function shown(axes: ChartProps['axes'], field: string, value: unknown): string {
  const axis = [axes.x, axes.y].find((one) => one.field === field);
  if (axis?.fieldType !== 'datetime') return String(value);
  const at = new Date(typeof value === 'number' ? value : String(value));
  return Number.isNaN(at.getTime())
    ? String(value)
    : at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** About four round numbers from 0 to at least `most`. */
function ticksUpTo(most: number): readonly number[] {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? rough;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
