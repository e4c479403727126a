import type { ReactNode } from 'react';
import type { BarChartProps } from '@hubspot/ui-extensions';
import { HEIGHT, MARGIN, plotOf, WIDTH } from './chart.ts';
import { ChartFrame } from './chart-frame.tsx';

export function BarChart(props: BarChartProps): ReactNode {
  const stacked = props.axes.options?.stacking === true;
  const plot = plotOf(props, stacked);
  const band = (WIDTH - MARGIN.left - MARGIN.right) / Math.max(1, plot.labels.length);
  const yOf = (value: number): number =>
    HEIGHT - MARGIN.bottom - ((HEIGHT - MARGIN.top - MARGIN.bottom) * value) / plot.top;
  const xOf = (i: number): number => MARGIN.left + band * (i + 0.5);
  const lanes = stacked ? 1 : plot.series.length;
  const width = Math.min(48, (band * 0.7) / lanes);
  const sums = new Map<string, number>();
  return (
    <ChartFrame plot={plot} options={props.options} xOf={xOf} yOf={yOf} testId={props.testId}>
      {plot.series.flatMap(({ name, colour, points }, lane) =>
        points.map(({ x, y }) => {
          const from = stacked ? (sums.get(x) ?? 0) : 0;
          sums.set(x, from + y);
          const left = xOf(plot.labels.indexOf(x)) + (stacked ? -width / 2 : (lane - lanes / 2) * width);
          return (
            <g key={`${name} ${x}`}>
              <rect
                x={left}
                width={width}
                y={yOf(from + y)}
                height={Math.max(0, yOf(from) - yOf(from + y))}
                fill={colour}
                rx="2"
              >
                {props.options?.showTooltips === false ? null : <title>{`${name} · ${x}: ${y}`}</title>}
              </rect>
              {props.options?.showDataLabels === true ? (
                <text className="axis" x={left + width / 2} y={yOf(from + y) - 4} textAnchor="middle">
                  {y}
                </text>
              ) : null}
            </g>
          );
        }),
      )}
    </ChartFrame>
  );
}
