import { createContext, useContext, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { TabProps, TabsProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

interface Known {
  readonly key: string;
  readonly title: string;
  readonly disabled: boolean;
}
interface Row {
  readonly name: string;
  readonly selected: string | null;
  readonly add: (tab: Known) => void;
  readonly remove: (key: string) => void;
}

const TabsContext = createContext<Row | null>(null);

/** The tabs are children that the page does not look into: each says of itself what it is called. */
export function Tabs({
  children,
  selected,
  defaultSelected,
  onSelectedChange,
  variant,
  fill,
  testId,
}: TabsProps): ReactNode {
  const name = useId();
  const [tabs, setTabs] = useState<readonly Known[]>([]);
  const [chosen, setChosen] = useState(defaultSelected === undefined ? null : String(defaultSelected));
  const wanted = selected === undefined ? chosen : String(selected);
  const current = (tabs.find(({ key }) => key === wanted) ?? tabs.find(({ disabled }) => !disabled))?.key ?? null;
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const row = useMemo(
    () => ({
      name,
      selected: current,
      add: (tab: Known) =>
        setTabs((known) => [...known.filter(({ key }) => key !== tab.key), tab].sort(inOrder(known))),
      remove: (key: string) => setTabs((known) => known.filter((tab) => tab.key !== key)),
    }),
    [name, current],
  );
  const select = (key: string): void => {
    setChosen(key);
    (onSelectedChange as ((id: string) => void) | undefined)?.(key);
  };
  const moved = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const open = tabs.filter(({ disabled }) => !disabled);
    const at = open.findIndex(({ key }) => key === current);
    const to = step === undefined ? undefined : open[(at + step + open.length) % open.length];
    if (to === undefined) return;
    event.preventDefault();
    select(to.key);
    buttons.current.get(to.key)?.focus();
  };
  return (
    <div
      className={classes('tabs', variant === 'enclosed' && 'enclosed', fill === true && 'fill')}
      data-test-id={testId}
    >
      <div className="tab-row" role="tablist" onKeyDown={moved}>
        {tabs.map(({ key, title, disabled }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${name}-${key}`}
            aria-selected={key === current}
            aria-controls={`${name}-${key}-body`}
            tabIndex={key === current ? 0 : -1}
            disabled={disabled}
            ref={(button) => {
              if (button === null) buttons.current.delete(key);
              else buttons.current.set(key, button);
            }}
            onClick={() => select(key)}
          >
            {title}
          </button>
        ))}
      </div>
      <TabsContext.Provider value={row}>{children}</TabsContext.Provider>
    </div>
  );
}

/** A tab that changes its title keeps its place. */
const inOrder =
  (before: readonly Known[]) =>
  (a: Known, b: Known): number => {
    const place = ({ key }: Known): number => {
      const at = before.findIndex((tab) => tab.key === key);
      return at === -1 ? before.length : at;
    };
    return place(a) - place(b);
  };

export function Tab({ tabId, title = '', disabled, children, testId }: TabProps): ReactNode {
  const row = useContext(TabsContext);
  const own = useId();
  const key = tabId === undefined ? own : String(tabId);
  const [add, remove] = [row?.add, row?.remove];
  useEffect(() => add?.({ key, title, disabled: disabled === true }), [key, title, disabled]);
  useEffect(() => () => remove?.(key), [key]);
  const isSelected = row?.selected === key;
  return (
    <div
      role="tabpanel"
      id={`${row?.name}-${key}-body`}
      aria-labelledby={`${row?.name}-${key}`}
      hidden={!isSelected}
      className="tab-body"
      data-test-id={testId}
    >
      {isSelected ? children : null}
    </div>
  );
}
