/** What every input has around it: its label, its description, what is wrong with it. */
import { useId } from 'react';
import type { ReactNode } from 'react';
import { classes } from './sizes.ts';

export interface FieldProps {
  readonly label?: string | undefined;
  readonly required?: boolean | undefined;
  readonly description?: string | undefined;
  readonly tooltip?: string | undefined;
  readonly error?: boolean | undefined;
  readonly validationMessage?: string | undefined;
  readonly testId?: string | undefined;
}

export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
  readonly 'aria-required'?: true;
}

/** The ids that tie an input to what stands around it. */
export function useField({ description, validationMessage, error, required }: FieldProps): FieldIds {
  const id = useId();
  const about = [
    ...(description === undefined ? [] : [`${id}-description`]),
    ...(validationMessage === undefined || validationMessage === '' ? [] : [`${id}-message`]),
  ];
  return {
    id,
    ...(about.length === 0 ? {} : { 'aria-describedby': about.join(' ') }),
    ...(error === true ? { 'aria-invalid': true } : {}),
    ...(required === true ? { 'aria-required': true } : {}),
  };
}

type Around = FieldProps & { readonly ids: FieldIds; readonly children: ReactNode };

export function Field({
  ids,
  label,
  required,
  description,
  tooltip,
  error,
  validationMessage,
  testId,
  children,
}: Around): ReactNode {
  return (
    <div className={classes('field', error === true && 'wrong')} data-test-id={testId}>
      {label === undefined || label === '' ? null : (
        <label
          htmlFor={ids.id}
          className={required === true ? 'needed' : ''}
          {...(tooltip === undefined ? {} : { title: tooltip })}
        >
          {label}
        </label>
      )}
      {description === undefined ? null : (
        <div className="field-description" id={`${ids.id}-description`}>
          {description}
        </div>
      )}
      {children}
      <Message id={ids.id} text={validationMessage} />
    </div>
  );
}

/** A group of inputs that answer one question. */
export function FieldGroup({
  ids,
  label,
  required,
  description,
  error,
  validationMessage,
  testId,
  children,
}: Around): ReactNode {
  return (
    <fieldset
      className={classes('field', error === true && 'wrong')}
      aria-describedby={ids['aria-describedby']}
      data-test-id={testId}
    >
      <legend className={required === true ? 'needed' : ''}>{label}</legend>
      {description === undefined ? null : (
        <div className="field-description" id={`${ids.id}-description`}>
          {description}
        </div>
      )}
      {children}
      <Message id={ids.id} text={validationMessage} />
    </fieldset>
  );
}

const Message = ({ id, text }: { readonly id: string; readonly text: string | undefined }): ReactNode =>
  text === undefined || text === '' ? null : (
    <div className="field-message" id={`${id}-message`}>
      {text}
    </div>
  );
