import type { FormEvent, ReactNode } from 'react';
import type { FormProps } from '@hubspot/ui-extensions';
import { eventOf } from '../host/event.ts';
import { useReactions } from '../host/overlays.tsx';

export function Form({ children, onSubmit, autoComplete, testId }: FormProps): ReactNode {
  const reactions = useReactions();
  const submitted = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    // A form in a modal is, to React, still inside the form of the card that opened it.
    event.stopPropagation();
    // Leaving the field is what tells the extension of its last value; a click on the button has left it, Enter has not.
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
    void onSubmit?.({ ...eventOf(event), targetValue: valuesOf(event.currentTarget) }, reactions);
  };
  return (
    <form className="form" onSubmit={submitted} autoComplete={autoComplete} noValidate data-test-id={testId}>
      {children}
    </form>
  );
}

function valuesOf(form: HTMLFormElement): Record<string, string | number> {
  const values: Record<string, string | number> = {};
  for (const [name, value] of new FormData(form)) {
    const field = form.elements.namedItem(name);
    const isNumber = field instanceof HTMLInputElement && field.type === 'number' && value !== '';
    values[name] = isNumber ? Number(value) : String(value);
  }
  return values;
}
