import { Children } from 'react';
import type { ReactNode } from 'react';
import type { ListProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

/** Each child is an item. */
export function List({ children, variant = 'unordered', testId }: ListProps): ReactNode {
  const items = Children.toArray(children).map((child, i) => <li key={i}>{child}</li>);
  const className = classes('list', variant);
  return variant.startsWith('ordered') ? (
    <ol className={className} data-test-id={testId}>
      {items}
    </ol>
  ) : (
    <ul className={className} data-test-id={testId}>
      {items}
    </ul>
  );
}
