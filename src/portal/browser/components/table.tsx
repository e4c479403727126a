import { useEffect, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import type { TableCellProps, TableElementProps, TableHeaderProps, TableProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

/** What scrolls must be reachable with the keyboard; what does not, should not stop it. */
function useOverflows(ref: RefObject<HTMLDivElement | null>): boolean {
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const look = (): void => setOverflows(box.scrollWidth > box.clientWidth + 1);
    const observer = new ResizeObserver(look);
    observer.observe(box);
    look();
    return () => observer.disconnect();
  }, [ref]);
  return overflows;
}

export function Table(props: TableProps): ReactNode {
  const { children, bordered = true, flush, density = 'default', testId } = props;
  const box = useRef<HTMLDivElement>(null);
  const overflows = useOverflows(box);
  return (
    <div className={classes('table', bordered && 'bordered', flush === true && 'flush', density)} data-test-id={testId}>
      <div
        ref={box}
        className="table-scroll"
        {...(overflows ? { tabIndex: 0, role: 'region', 'aria-label': 'Table, scrolls sideways' } : {})}
      >
        <table>{children}</table>
      </div>
      {props.paginated === true && props.pageCount > 1 ? (
        <Pages count={props.pageCount} page={props.page ?? 1} onChange={props.onPageChange} />
      ) : null}
    </div>
  );
}

function Pages({
  count,
  page,
  onChange,
}: {
  readonly count: number;
  readonly page: number;
  readonly onChange: (page: number) => void;
}): ReactNode {
  return (
    <nav className="table-pages" aria-label="Pages">
      <button type="button" className="link primary" disabled={page <= 1} onClick={() => onChange(page - 1)}>
        Previous
      </button>
      <span aria-current="page">
        {page} of {count}
      </span>
      <button type="button" className="link primary" disabled={page >= count} onClick={() => onChange(page + 1)}>
        Next
      </button>
    </nav>
  );
}

export const TableHead = ({ children }: TableElementProps): ReactNode => <thead>{children}</thead>;
export const TableBody = ({ children }: TableElementProps): ReactNode => <tbody>{children}</tbody>;
export const TableFooter = ({ children }: TableElementProps): ReactNode => <tfoot>{children}</tfoot>;
export const TableRow = ({ children, testId }: TableElementProps): ReactNode => (
  <tr data-test-id={testId}>{children}</tr>
);

const WIDTHS: Readonly<Record<string, string>> = { min: '1%', max: '100%', auto: 'auto' };
const styled = (align: string | undefined, width: string | number | undefined) => ({
  textAlign: (align ?? 'left') as 'left' | 'center' | 'right',
  ...(width === undefined ? {} : { width: typeof width === 'number' ? width : WIDTHS[width] }),
});

const SIGNS = { none: 'both', ascending: 'increase', descending: 'decrease' } as const;
const NEXT = { none: 'ascending', ascending: 'descending', descending: 'ascending' } as const;

export function TableHeader(props: TableHeaderProps): ReactNode {
  const { children, align, width, testId } = props;
  const style = styled(align, width);
  if (props.sortDirection === undefined || props.sortDirection === 'never') {
    return (
      <th scope="col" style={style} data-test-id={testId}>
        {children}
      </th>
    );
  }
  const { sortDirection, onSortChange, disabled } = props as Extract<TableHeaderProps, { onSortChange: unknown }>;
  return (
    <th scope="col" style={style} aria-sort={sortDirection} data-test-id={testId}>
      <button type="button" className="sort" disabled={disabled} onClick={() => onSortChange(NEXT[sortDirection])}>
        {children}
        <span className={classes('arrow', SIGNS[sortDirection])} aria-hidden="true" />
      </button>
    </th>
  );
}

export const TableCell = ({ children, align, width, colSpan, testId }: TableCellProps): ReactNode => (
  <td style={styled(align, width)} colSpan={colSpan} dir="auto" data-test-id={testId}>
    {children}
  </td>
);
