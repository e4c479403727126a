import type { ReactNode } from 'react';
import type { DateInputProps, TimeInputProps } from '@hubspot/ui-extensions';
import { Field, useField } from './field.tsx';
import { useWritten } from './written.ts';

type Day = NonNullable<DateInputProps['value']>;
type Time = NonNullable<TimeInputProps['value']>;

const two = (n: number): string => String(n).padStart(2, '0');
/** HubSpot counts months from 0. */
const dayText = (day: Day | null | undefined): string | undefined =>
  day === undefined || day === null ? undefined : `${day.year}-${two(day.month + 1)}-${two(day.date)}`;
const timeText = (time: Time | null | undefined): string | undefined =>
  time === undefined || time === null ? undefined : `${two(time.hours)}:${two(time.minutes)}`;

export function DateInput(props: DateInputProps): ReactNode {
  const { value, defaultValue, name, readOnly, min, max } = props;
  const ids = useField(props);
  const written = useWritten(dayText(value), dayText(defaultValue) ?? '', (text) => {
    const [year = 0, month = 1, date = 1] = text.split('-').map(Number);
    if (text !== '') props.onChange?.({ year, month: month - 1, date, formattedDate: text });
  });
  return (
    <Field ids={ids} {...props}>
      <input
        {...ids}
        type="date"
        name={name}
        value={written.value}
        readOnly={readOnly}
        min={dayText(min)}
        max={dayText(max)}
        onChange={({ target }) => written.write(target.value)}
        onBlur={() => written.commit()}
      />
    </Field>
  );
}

export function TimeInput(props: TimeInputProps): ReactNode {
  const { value, defaultValue, name, readOnly, min, max } = props;
  const ids = useField(props);
  const written = useWritten(timeText(value), timeText(defaultValue) ?? '', (text) => {
    const [hours = 0, minutes = 0] = text.split(':').map(Number);
    if (text !== '') props.onChange?.({ hours, minutes });
  });
  return (
    <Field ids={ids} {...props}>
      <input
        {...ids}
        type="time"
        name={name}
        value={written.value}
        readOnly={readOnly}
        min={timeText(min)}
        max={timeText(max)}
        onChange={({ target }) => written.write(target.value)}
        onBlur={() => written.commit()}
      />
    </Field>
  );
}
