import type { ReactNode } from 'react';
import type { StepIndicatorProps } from '@hubspot/ui-extensions';
import { OUTLINES } from './icons.ts';
import { classes } from './sizes.ts';

export function StepIndicator(props: StepIndicatorProps): ReactNode {
  const { stepNames, currentStep = 0, direction = 'horizontal', variant = 'default', onClick, testId } = props;
  return (
    <ol className={classes('steps', direction, variant)} data-test-id={testId}>
      {stepNames.map((name, i) => (
        <li
          key={i}
          className={i < currentStep ? 'done' : i === currentStep ? 'current' : 'ahead'}
          {...(i === currentStep ? { 'aria-current': 'step' as const } : {})}
        >
          <span className="step-mark" aria-hidden="true">
            {i < currentStep ? <Tick /> : i + 1}
          </span>
          {onClick === undefined ? (
            <span className="step-name">{name}</span>
          ) : (
            <button type="button" className="link primary step-name" onClick={() => onClick(i)}>
              {name}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

const Tick = (): ReactNode => (
  <svg className="icon size-sm" viewBox="0 0 24 24">
    <path d={OUTLINES['success']} />
  </svg>
);
