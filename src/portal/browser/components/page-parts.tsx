/** The components of `@hubspot/ui-extensions/pages`. */
import { useContext } from 'react';
import type { ReactNode } from 'react';
import { eventOf } from '../host/event.ts';
import { useReactions } from '../host/overlays.tsx';
import { PagesContext } from '../host/pages-context.ts';
import { Pressable } from './button.tsx';
import { hrefOf } from './href.ts';

interface Parts {
  readonly children?: ReactNode;
  readonly testId?: string;
}
interface ToPage extends Parts {
  readonly to: string;
  readonly params?: Readonly<Record<string, string>>;
}
interface ToAnywhere extends Parts {
  readonly href?: string;
  readonly onClick?: (event: unknown, reactions: unknown) => void;
  readonly disabled?: boolean;
  readonly overlay?: ReactNode;
}

export const PageTitle = ({ children, testId }: Parts): ReactNode => (
  <h1 className="page-title" data-test-id={testId}>
    {children}
  </h1>
);

export const PageHeader = ({ children, testId }: Parts): ReactNode => (
  <div className="page-actions" data-test-id={testId}>
    {children}
  </div>
);
export const PageActions = ({ children }: Parts): ReactNode => <div className="page-actions-group">{children}</div>;

export function PageLink({ to, params = {}, children, testId }: ToPage): ReactNode {
  const { goTo } = useContext(PagesContext);
  return (
    <a
      className="link primary"
      href={`?path=${encodeURIComponent(to)}`}
      data-test-id={testId}
      onClick={(event) => {
        event.preventDefault();
        goTo({ path: to, params });
      }}
    >
      {children}
    </a>
  );
}

export function HeaderLink({ href, onClick, children, testId }: ToAnywhere): ReactNode {
  const reactions = useReactions();
  return (
    <a
      className="link primary"
      {...hrefOf(href ?? '#')}
      data-test-id={testId}
      onClick={(event) => {
        if (href === undefined) event.preventDefault();
        onClick?.(eventOf(event), reactions);
      }}
    >
      {children}
    </a>
  );
}

const headerButton =
  (variant: string) =>
  ({ children, onClick, href, disabled, overlay, testId }: ToAnywhere): ReactNode => (
    <Pressable
      className={`button ${variant} size-md`}
      {...(onClick === undefined ? {} : { onClick })}
      {...(href === undefined ? {} : { href })}
      {...(disabled === undefined ? {} : { disabled })}
      {...(overlay === undefined ? {} : { overlay })}
      {...(testId === undefined ? {} : { testId })}
    >
      {children}
    </Pressable>
  );
export const PrimaryHeaderActionButton = headerButton('primary');
export const SecondaryHeaderActionButton = headerButton('secondary');

export const PageBreadcrumbs = ({ children }: Parts): ReactNode => (
  <nav className="breadcrumbs" aria-label="Breadcrumbs">
    {children}
  </nav>
);
export const PageBreadcrumbsCurrent = ({ children }: Parts): ReactNode => <span aria-current="page">{children}</span>;
