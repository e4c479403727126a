import type { SyntheticEvent } from 'react';

interface ExtensionEvent {
  readonly type: string;
  readonly bubbles: boolean;
  readonly timeStamp: number;
  readonly id: string;
}

/** What of a browser's event reaches an extension. */
export const eventOf = ({ type, bubbles, timeStamp, currentTarget }: SyntheticEvent): ExtensionEvent => ({
  type,
  bubbles,
  timeStamp,
  id: currentTarget.id,
});
