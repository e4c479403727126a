import { useCallback, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { classes } from '../components/sizes.ts';

export interface Notice {
  readonly message: string;
  readonly title?: string | undefined;
  readonly type?: string | undefined;
}
export type Say = (notice: Notice) => void;

const SHOWN_FOR_MS = 8_000;

/** Messages at the corner of the page, as `addAlert` shows them. */
export function useNotices(): readonly [ReactNode, Say] {
  const [notices, setNotices] = useState<readonly (Notice & { readonly key: number })[]>([]);
  const next = useRef(0);
  const remove = useCallback((key: number) => setNotices((all) => all.filter((notice) => notice.key !== key)), []);
  const say = useCallback<Say>(
    (notice) => {
      const key = (next.current += 1);
      setNotices((all) => [...all, { ...notice, key }]);
      setTimeout(() => remove(key), SHOWN_FOR_MS);
    },
    [remove],
  );
  const shown = (
    <div className="notices" role="status" aria-live="polite">
      {notices.map(({ key, title, message, type = 'info' }) => (
        <div key={key} className={classes('alert', type === 'danger' ? 'error' : type)}>
          <div>
            {title === undefined ? null : <strong className="alert-title">{title}</strong>}
            <div>{message}</div>
          </div>
          <button type="button" className="dialog-close" aria-label="Dismiss" onClick={() => remove(key)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
  return [shown, say];
}
