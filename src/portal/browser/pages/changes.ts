import { useEffect, useState } from 'react';

export interface Changes {
  /** Grows with everything that is written. */
  readonly revision: number;
  /** The portal's clock minus this computer's. */
  readonly aheadMs: number;
  readonly isConnected: boolean;
}

/** Follows what is written in the portal, and its clock. The browser connects again by itself. */
export function useChanges(): Changes {
  const [changes, setChanges] = useState<Changes>({ revision: 0, aheadMs: 0, isConnected: false });
  useEffect(() => {
    const source = new EventSource('/_browser/changes');
    source.onmessage = ({ data }) => {
      const { writes, now } = JSON.parse(String(data)) as { readonly writes: number; readonly now: number };
      setChanges({ revision: writes, aheadMs: now - Date.now(), isConnected: true });
    };
    source.onerror = () => setChanges((before) => ({ ...before, isConnected: false }));
    return () => source.close();
  }, []);
  return changes;
}
