import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useHere } from './here.ts';

/** The portal's time, in the account's zone. */
export function Clock(): ReactNode {
  const { portal, changes } = useHere();
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const shown = new Date(Date.now() + changes.aheadMs).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: portal.timeZone,
  });
  return (
    <span className="clock" title={`${portal.timeZone}, the portal's clock`}>
      {changes.isConnected ? shown : 'not connected'}
    </span>
  );
}

/** An instant, in the account's zone. */
export const shownAt = (at: number, timeZone: string): string =>
  new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
