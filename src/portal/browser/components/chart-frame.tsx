import type { ReactNode } from 'react';
import type { ChartOptions } from '@hubspot/ui-extensions';
import { HEIGHT, MARGIN, WIDTH } from './chart.ts';
import type { Plot } from './chart.ts';

const MOST_LABELS = 8;

/** Axes and grid around what a chart draws, a legend, and the numbers as a table for those who cannot see it. */
export function ChartFrame({
  plot,
  options = {},
  xOf,
  yOf,
  testId,
  children,
}: {
  readonly plot: Plot;
  readonly options?: ChartOptions | undefined;
  readonly xOf: (i: number) => number;
  readonly yOf: (value: number) => number;
  readonly testId?: string | undefined;
  readonly children: ReactNode;
}): ReactNode {
  const every = Math.ceil(plot.labels.length / MOST_LABELS);
  const title = options.title ?? `${plot.yLabel} by ${plot.xLabel}`;
  return (
    <figure className="chart" data-test-id={testId}>
      {options.title === undefined ? null : <figcaption>{options.title}</figcaption>}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        {plot.ticks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={yOf(tick)} y2={yOf(tick)} />
            <text className="axis" x={MARGIN.left - 6} y={yOf(tick)} textAnchor="end" dominantBaseline="middle">
              {tick.toLocaleString('en-GB')}
            </text>
          </g>
        ))}
        {plot.labels.map((label, i) =>
          i % every === 0 ? (
            <text key={label} className="axis" x={xOf(i)} y={HEIGHT - MARGIN.bottom + 16} textAnchor="middle">
              {label}
            </text>
          ) : null,
        )}
        {children}
      </svg>
      {options.showLegend === false || plot.series.length < 2 ? null : (
        <ul className="legend" aria-hidden="true">
          {plot.series.map(({ name, colour }) => (
            <li key={name}>
              <span style={{ background: colour }} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <table className="unseen">
        <caption>{title}</caption>
        <tbody>
          {plot.series.flatMap(({ name, points }) =>
            points.map(({ x, y }) => (
              <tr key={`${name} ${x}`}>
                <th scope="row">{`${name} ${x}`}</th>
                <td>{y}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </figure>
  );
}
