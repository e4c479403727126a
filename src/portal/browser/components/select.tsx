import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { MultiSelectProps, SelectProps } from '@hubspot/ui-extensions';
import { Field, FieldGroup, useField } from './field.tsx';

/** A value is text, a number or a yes or no; the page's own select knows only text, so it is given places. */
export function Select(props: SelectProps): ReactNode {
  const { value, options = [], name, placeholder, readOnly } = props;
  const ids = useField(props);
  const [chosen, setChosen] = useState(value);
  useEffect(() => setChosen(value), [value]);
  const at = options.findIndex((option) => option.value === chosen);
  return (
    <Field ids={ids} {...props}>
      <select
        {...ids}
        value={at === -1 ? '' : String(at)}
        disabled={readOnly}
        data-name={name}
        onChange={({ target }) => {
          const option = options[Number(target.value)];
          if (target.value === '' || option === undefined) return;
          setChosen(option.value);
          props.onChange?.(option.value);
        }}
      >
        <option value="">{placeholder ?? 'Select'}</option>
        {options.map(({ label }, i) => (
          <option key={i} value={String(i)}>
            {label}
          </option>
        ))}
      </select>
      {name === undefined || chosen === undefined ? null : <input type="hidden" name={name} value={String(chosen)} />}
    </Field>
  );
}

export function MultiSelect(props: MultiSelectProps): ReactNode {
  const { value, options = [], name, readOnly } = props;
  const ids = useField(props);
  const [chosen, setChosen] = useState<NonNullable<MultiSelectProps['value']>>(value ?? []);
  const given = JSON.stringify(value ?? []);
  useEffect(() => setChosen(JSON.parse(given) as typeof chosen), [given]);
  return (
    <FieldGroup ids={ids} {...props}>
      <div className="options">
        {options.map((option) => (
          <label key={String(option.value)} className="choice">
            <input
              type="checkbox"
              name={name}
              value={String(option.value)}
              disabled={readOnly}
              checked={chosen.includes(option.value)}
              onChange={({ target }) => {
                const next = target.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value);
                setChosen(next);
                props.onChange?.(next);
              }}
            />
            {option.label}
          </label>
        ))}
      </div>
    </FieldGroup>
  );
}
