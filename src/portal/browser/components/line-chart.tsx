import type { ReactNode } from 'react';
import type { LineChartProps } from '@hubspot/ui-extensions';
import { HEIGHT, MARGIN, plotOf, WIDTH } from './chart.ts';
import { ChartFrame } from './chart-frame.tsx';

export function LineChart(props: LineChartProps): ReactNode {
  const plot = plotOf(props, false);
  const across = WIDTH - MARGIN.left - MARGIN.right - 24;
  const xOf = (i: number): number =>
    MARGIN.left + 12 + (plot.labels.length < 2 ? across / 2 : (across * i) / (plot.labels.length - 1));
  const yOf = (value: number): number =>
    HEIGHT - MARGIN.bottom - ((HEIGHT - MARGIN.top - MARGIN.bottom) * value) / plot.top;
  return (
    <ChartFrame plot={plot} options={props.options} xOf={xOf} yOf={yOf} testId={props.testId}>
      {plot.series.map(({ name, colour, points }) => (
        <g key={name}>
          <polyline
            fill="none"
            stroke={colour}
            strokeWidth="2"
            points={points.map(({ x, y }) => `${xOf(plot.labels.indexOf(x))},${yOf(y)}`).join(' ')}
          />
          {points.map(({ x, y }) => (
            <g key={x}>
              <circle cx={xOf(plot.labels.indexOf(x))} cy={yOf(y)} r="3.5" fill={colour}>
                {props.options?.showTooltips === false ? null : <title>{`${name} · ${x}: ${y}`}</title>}
              </circle>
              {props.options?.showDataLabels === true ? (
                <text className="axis" x={xOf(plot.labels.indexOf(x))} y={yOf(y) - 8} textAnchor="middle">
                  {y}
                </text>
              ) : null}
            </g>
          ))}
        </g>
      ))}
    </ChartFrame>
  );
}
