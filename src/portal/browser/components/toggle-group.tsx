import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { ToggleGroupProps } from '@hubspot/ui-extensions';
import { FieldGroup, useField } from './field.tsx';
import { classes } from './sizes.ts';

const asList = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

export function ToggleGroup(props: ToggleGroupProps): ReactNode {
  const { options, name, inline, value, toggleType } = props;
  const ids = useField(props);
  const isRadio = toggleType === 'radioButtonList';
  const initial = options.filter(({ initialIsChecked }) => initialIsChecked === true).map((option) => option.value);
  const given = value === undefined ? null : JSON.stringify(asList(value));
  const [chosen, setChosen] = useState<readonly string[]>(given === null ? initial : asList(value));
  useEffect(() => {
    if (given !== null) setChosen(JSON.parse(given) as readonly string[]);
  }, [given]);
  const choose = (one: string, checked: boolean): void => {
    const next = isRadio ? [one] : checked ? [...chosen, one] : chosen.filter((known) => known !== one);
    setChosen(next);
    if (props.toggleType === 'radioButtonList') props.onChange?.(one);
    else props.onChange?.([...next]);
  };
  return (
    <FieldGroup ids={ids} {...props}>
      <div className={classes('options', inline === true && 'inline-options')}>
        {options.map((option) => (
          <div key={option.value} className="choice-holder">
            <label className="choice">
              <input
                type={isRadio ? 'radio' : 'checkbox'}
                name={name}
                value={option.value}
                checked={chosen.includes(option.value)}
                disabled={option.readOnly ?? option.readonly}
                onChange={({ target }) => choose(option.value, target.checked)}
              />
              <span>{option.label}</span>
            </label>
            {option.description === undefined ? null : <div className="field-description">{option.description}</div>}
          </div>
        ))}
      </div>
    </FieldGroup>
  );
}
