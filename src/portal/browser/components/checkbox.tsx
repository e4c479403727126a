import { useEffect, useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { CheckboxProps, RadioButtonProps, ToggleProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

/** Follows the extension when it says so, and otherwise itself. */
export function useChecked(
  checked: boolean | undefined,
  initial: boolean | undefined,
): readonly [boolean, (checked: boolean) => void] {
  const [isChecked, setChecked] = useState(checked ?? initial ?? false);
  useEffect(() => {
    if (checked !== undefined) setChecked(checked);
  }, [checked]);
  return [isChecked, setChecked];
}

type Choice = CheckboxProps & { readonly kind: 'checkbox' | 'radio' };

function Choice({
  kind,
  children,
  checked,
  initialIsChecked,
  onChange,
  description,
  name,
  value,
  readOnly,
  readonly,
  inline,
  testId,
  ...more
}: Choice): ReactNode {
  const [isChecked, setChecked] = useChecked(checked, initialIsChecked);
  const id = useId();
  return (
    <div className={classes('choice-holder', inline === true && 'inline-choice')} data-test-id={testId}>
      <label className="choice">
        <input
          type={kind}
          name={name}
          value={value ?? 'true'}
          checked={isChecked}
          disabled={readOnly ?? readonly}
          aria-label={more['aria-label']}
          {...(description === undefined ? {} : { 'aria-describedby': id })}
          onChange={({ target }) => {
            setChecked(target.checked);
            onChange?.(target.checked, value ?? '');
          }}
        />
        <span>{children}</span>
      </label>
      {description === undefined ? null : (
        <div className="field-description" id={id}>
          {description}
        </div>
      )}
    </div>
  );
}

export const Checkbox = (props: CheckboxProps): ReactNode => <Choice {...props} kind="checkbox" />;
export const RadioButton = (props: RadioButtonProps): ReactNode => <Choice {...props} kind="radio" />;

export function Toggle(props: ToggleProps): ReactNode {
  const { checked, initialIsChecked, label, labelDisplay = 'inline', readOnly, readonly, onChange, testId } = props;
  const { textChecked = 'On', textUnchecked = 'Off' } = props;
  const [isChecked, setChecked] = useChecked(checked, initialIsChecked);
  const id = useId();
  return (
    <div className={classes('toggle', `label-${labelDisplay}`)} data-test-id={testId}>
      <span id={id} className={labelDisplay === 'hidden' ? 'unseen' : 'toggle-label'}>
        {label}
      </span>
      <button
        type="button"
        role="switch"
        aria-checked={isChecked}
        aria-labelledby={id}
        disabled={readOnly ?? readonly}
        onClick={() => {
          setChecked(!isChecked);
          onChange?.(!isChecked);
        }}
      >
        <span className="toggle-knob" aria-hidden="true" />
        <span aria-hidden="true">{isChecked ? textChecked : textUnchecked}</span>
      </button>
    </div>
  );
}
