import { useEffect, useRef, useState } from 'react';

/**
 * What somebody writes stands at once; the extension hears of it later, and may answer with another value. `committed` is called when
 * the field is left or Enter is pressed, as HubSpot calls `onChange`.
 */
export function useWritten<T>(
  given: T | undefined,
  otherwise: T,
  committed: (value: T) => void,
): {
  readonly value: T;
  readonly write: (value: T) => void;
  readonly commit: () => void;
} {
  const [value, setValue] = useState(given ?? otherwise);
  const told = useRef(value);
  useEffect(() => {
    if (given === undefined) return;
    setValue(given);
    told.current = given;
  }, [given]);
  return {
    value,
    write: setValue,
    commit: () => {
      if (told.current === value) return;
      told.current = value;
      committed(value);
    },
  };
}
