/** What only places other components. */
import type { ReactNode } from 'react';
import type {
  AutoGridProps,
  BoxProps,
  CardProps,
  DividerProps,
  FlexProps,
  InlineProps,
  SpacerProps,
  StackProps,
  TileProps,
} from '@hubspot/ui-extensions';
import { aligned, classes, justified, pixels, selfAligned } from './sizes.ts';

export function Flex({
  children,
  direction = 'row',
  justify,
  align,
  alignSelf,
  wrap,
  gap,
  testId,
}: FlexProps): ReactNode {
  const style = {
    flexDirection: direction,
    flexWrap: wrap === true || wrap === 'wrap' ? ('wrap' as const) : ('nowrap' as const),
    gap: pixels(gap, 'flush'),
    ...justified(justify),
    ...aligned(align),
    ...selfAligned(alignSelf),
  };
  return (
    <div className="flex" style={style} data-test-id={testId}>
      {children}
    </div>
  );
}

export const Stack = ({ distance, ...props }: StackProps): ReactNode => (
  <Flex direction="column" gap={distance ?? 'md'} {...props} />
);

export function Box({ children, flex, alignSelf, testId }: BoxProps): ReactNode {
  const style = { ...(flex === undefined ? {} : { flex }), ...selfAligned(alignSelf) };
  return (
    <div className="box" style={style} data-test-id={testId}>
      {children}
    </div>
  );
}

export function Inline({ children, justify, align, gap, testId }: InlineProps): ReactNode {
  const style = { gap: pixels(gap, 'sm'), ...justified(justify), ...aligned(align ?? 'center') };
  return (
    <div className="inline" style={style} data-test-id={testId}>
      {children}
    </div>
  );
}

export function AutoGrid({ children, columnWidth, gap, flexible, testId }: AutoGridProps): ReactNode {
  const widest = flexible === true ? '1fr' : `${columnWidth}px`;
  const style = {
    gap: pixels(gap, 'flush'),
    gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${columnWidth}px), ${widest}))`,
  };
  return (
    <div className="auto-grid" style={style} data-test-id={testId}>
      {children}
    </div>
  );
}

export const Divider = ({ distance, testId }: DividerProps): ReactNode => (
  <hr className="divider" style={{ marginBlock: pixels(distance, 'sm') }} data-test-id={testId} />
);

export const Spacer = ({ size, testId }: SpacerProps): ReactNode => (
  <div style={{ height: pixels(size, 'md') }} data-test-id={testId} />
);

export const Tile = ({ children, compact, flush, testId }: TileProps): ReactNode => (
  <div className={classes('tile', compact === true && 'compact', flush === true && 'flush')} data-test-id={testId}>
    {children}
  </div>
);

export const Card = ({ children, testId }: CardProps): ReactNode => (
  <div className="tile" data-test-id={testId}>
    {children}
  </div>
);
