/** The components of `@hubspot/ui-extensions/crm` that need nothing but the record. */
import { createContext, useContext, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { Properties } from '../contract.ts';
import { Pressable } from './button.tsx';
import { classes, short } from './sizes.ts';

export interface Crm {
  readonly properties: () => Promise<Properties | null>;
  readonly labels: Readonly<Record<string, string>>;
  readonly revision: number;
  /** What HubSpot would do: go to a record or a page, or open one of its own windows, which are not drawn here. */
  readonly act: (type: string, context: Readonly<Record<string, unknown>>) => void;
}

export const CrmContext = createContext<Crm>({
  properties: () => Promise.resolve(null),
  labels: {},
  revision: 0,
  act: () => {},
});

interface ListProps {
  readonly properties: readonly string[];
  readonly testId?: string;
}

export function CrmPropertyList({ properties: names, testId }: ListProps): ReactNode {
  const { properties, labels, revision } = useContext(CrmContext);
  const [values, setValues] = useState<Properties | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void properties().then((found) => {
      if (isCurrent) setValues(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [properties, revision]);
  return (
    <dl className="description-list row" data-test-id={testId}>
      {names.map((name) => (
        <div key={name} className="description-list-item">
          <dt>{labels[name] ?? name}</dt>
          <dd dir="auto">{values?.formatted[name] ?? '--'}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ActionProps {
  readonly children?: ReactNode;
  readonly actionType: string;
  readonly actionContext: Readonly<Record<string, unknown>>;
  readonly variant?: string;
  readonly size?: string;
  readonly disabled?: boolean;
  readonly onClick?: () => void;
  readonly testId?: string;
}

function Action({
  className,
  children,
  actionType,
  actionContext,
  onClick,
  disabled,
  testId,
}: ActionProps & { readonly className: string }): ReactNode {
  const { act } = useContext(CrmContext);
  const pressed = (): void => {
    onClick?.();
    act(actionType, actionContext);
  };
  return (
    <Pressable
      className={className}
      onClick={pressed}
      {...(disabled === undefined ? {} : { disabled })}
      {...(testId === undefined ? {} : { testId })}
    >
      {children}
    </Pressable>
  );
}

export const CrmActionButton = ({ variant = 'secondary', size, ...props }: ActionProps): ReactNode => (
  <Action {...props} className={classes('button', variant, `size-${short(size, 'md')}`)} />
);
export const CrmActionLink = ({ variant = 'primary', ...props }: ActionProps): ReactNode => (
  <Action {...props} className={classes('link', variant)} />
);
