import type { ReactNode } from 'react';
import type { StatisticsItemProps, StatisticsProps, StatisticsTrendProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

export const Statistics = ({ children, testId }: StatisticsProps): ReactNode => (
  <dl className="statistics" data-test-id={testId}>
    {children}
  </dl>
);

export const StatisticsItem = ({ label, number, children, testId }: StatisticsItemProps): ReactNode => (
  <div className="statistics-item" data-test-id={testId}>
    <dt>{label}</dt>
    <dd>
      <span className="statistics-number">{number}</span>
      {children}
    </dd>
  </div>
);

export function StatisticsTrend({ value, direction, color, testId }: StatisticsTrendProps): ReactNode {
  const isGood = color === undefined ? direction === 'increase' : color === 'green';
  return (
    <span className={classes('trend', isGood ? 'good' : 'bad')} data-test-id={testId}>
      <span className={classes('arrow', direction)} aria-hidden="true" />
      <span className="unseen">{direction === 'increase' ? 'up' : 'down'}</span> {value}
    </span>
  );
}
