import type { KeyboardEvent, ReactNode } from 'react';
import type { InputProps, SearchInputProps, TextAreaProps } from '@hubspot/ui-extensions';
import { Field, useField } from './field.tsx';
import { useWritten } from './written.ts';

type OneLine = Omit<InputProps, 'type'> & { readonly type?: 'text' | 'password' | 'search' };

function OneLineInput(props: OneLine): ReactNode {
  const { value, defaultValue, type = 'text', name, placeholder, readOnly } = props;
  const ids = useField(props);
  const written = useWritten(value, defaultValue ?? '', (text) => props.onChange?.(text));
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') written.commit();
  };
  return (
    <Field ids={ids} {...props}>
      <input
        {...ids}
        type={type}
        name={name}
        dir="auto"
        value={written.value}
        placeholder={placeholder}
        readOnly={readOnly}
        onKeyDown={pressed}
        onChange={({ target }) => {
          written.write(target.value);
          props.onInput?.(target.value);
        }}
        onFocus={({ target }) => props.onFocus?.(target.value)}
        onBlur={({ target }) => {
          written.commit();
          props.onBlur?.(target.value);
        }}
      />
    </Field>
  );
}

export const Input = (props: InputProps): ReactNode => <OneLineInput {...props} />;
export const SearchInput = (props: SearchInputProps): ReactNode => <OneLineInput {...props} type="search" />;

export function TextArea(props: TextAreaProps): ReactNode {
  const { value, defaultValue, name, placeholder, readOnly, rows = 3, cols, maxLength, resize } = props;
  const ids = useField(props);
  const written = useWritten(value, defaultValue ?? '', (text) => props.onChange?.(text));
  return (
    <Field ids={ids} {...props}>
      <textarea
        {...ids}
        name={name}
        dir="auto"
        rows={rows}
        cols={cols}
        maxLength={maxLength}
        style={{ resize: resize ?? 'vertical' }}
        value={written.value}
        placeholder={placeholder}
        readOnly={readOnly}
        onChange={({ target }) => {
          written.write(target.value);
          props.onInput?.(target.value);
        }}
        onFocus={({ target }) => props.onFocus?.(target.value)}
        onBlur={({ target }) => {
          written.commit();
          props.onBlur?.(target.value);
        }}
      />
    </Field>
  );
}
