import type { ReactNode } from 'react';
import type { CurrencyInputProps, NumberInputProps, StepperInputProps } from '@hubspot/ui-extensions';
import { Field, useField } from './field.tsx';
import { useWritten } from './written.ts';

type Numeric = Omit<NumberInputProps, 'formatStyle'> & {
  readonly step?: number;
  readonly unit?: string | undefined;
  readonly buttons?: boolean;
};

/** Text until the field is left: "1." is on its way to being a number. */
function Numbers(props: Numeric): ReactNode {
  const { value, defaultValue, name, placeholder, readOnly, min, max, step, precision, unit, buttons } = props;
  const ids = useField(props);
  const written = useWritten(
    value === undefined ? undefined : String(value),
    defaultValue === undefined ? '' : String(defaultValue),
    (text) => text !== '' && props.onChange?.(bounded(Number(text))),
  );
  const bounded = (n: number): number => Math.min(max ?? Infinity, Math.max(min ?? -Infinity, n));
  const steps = step ?? (precision === undefined ? 1 : 10 ** -precision);
  const by = (change: number): void => {
    const next = bounded(Number(written.value || 0) + change);
    written.write(String(next));
    props.onChange?.(next);
  };
  const stepper = (label: string, sign: string, change: number): ReactNode =>
    buttons === true ? (
      <button type="button" className="button secondary size-sm" aria-label={label} onClick={() => by(change)}>
        {sign}
      </button>
    ) : null;
  return (
    <Field ids={ids} {...props}>
      <div className="number">
        {stepper('Less', '−', -steps)}
        <input
          {...ids}
          type="number"
          name={name}
          value={written.value}
          placeholder={placeholder}
          readOnly={readOnly}
          min={min}
          max={max}
          step={steps}
          style={{ textAlign: props.textAlign ?? 'left' }}
          onChange={({ target }) => {
            written.write(target.value);
            if (target.value !== '') props.onInput?.(Number(target.value));
          }}
          onFocus={({ target }) => props.onFocus?.(Number(target.value))}
          onBlur={({ target }) => {
            written.commit();
            props.onBlur?.(Number(target.value));
          }}
        />
        {unit === undefined ? null : <span className="unit">{unit}</span>}
        {stepper('More', '+', steps)}
      </div>
    </Field>
  );
}

export const NumberInput = ({ formatStyle, ...props }: NumberInputProps): ReactNode => (
  <Numbers {...props} unit={formatStyle === 'percentage' ? '%' : undefined} />
);
export const StepperInput = ({ stepSize, formatStyle, ...props }: StepperInputProps): ReactNode => (
  <Numbers
    {...props}
    buttons
    {...(stepSize === undefined ? {} : { step: stepSize })}
    unit={formatStyle === 'percentage' ? '%' : undefined}
  />
);
export const CurrencyInput = ({ currency, ...props }: CurrencyInputProps): ReactNode => (
  <Numbers {...props} unit={currency} />
);
