import { useId } from 'react';
import type { ReactNode } from 'react';
import type { ProgressBarProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

export function ProgressBar(props: ProgressBarProps): ReactNode {
  const { title, value = 0, maxValue, valueMax, valueDescription, showPercentage, variant, testId } = props;
  const id = useId();
  const most = maxValue ?? valueMax ?? 100;
  const share = most <= 0 ? 0 : Math.max(0, Math.min(1, value / most));
  const percent = `${Math.round(share * 100)}%`;
  const label = props['aria-label'];
  return (
    <div className={classes('progress', variant ?? 'plain')} data-test-id={testId}>
      {title === undefined && showPercentage !== true ? null : (
        <div className="progress-head">
          <span id={id}>{title}</span>
          {showPercentage === true ? <span>{percent}</span> : null}
        </div>
      )}
      <div
        className="progress-track"
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={most}
        aria-valuenow={Math.max(0, Math.min(most, value))}
        {...(valueDescription === undefined ? {} : { 'aria-valuetext': valueDescription })}
        {...(label === undefined && title !== undefined
          ? { 'aria-labelledby': id }
          : { 'aria-label': label ?? valueDescription ?? 'Progress' })}
      >
        <div className="progress-fill" style={{ width: `${share * 100}%` }} />
      </div>
      {valueDescription === undefined ? null : <div className="progress-description">{valueDescription}</div>}
    </div>
  );
}
