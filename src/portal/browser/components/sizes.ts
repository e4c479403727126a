/** HubSpot's sizes under all their names. */
import type { CSSProperties } from 'react';

const SHORT: Readonly<Record<string, string>> = {
  'extra-small': 'xs',
  small: 'sm',
  medium: 'md',
  large: 'lg',
  'extra-large': 'xl',
};

/** `small` and `sm` are one. */
export const short = (size: string | undefined, otherwise: string): string =>
  size === undefined ? otherwise : (SHORT[size] ?? size);

const PIXELS: Readonly<Record<string, number>> = { flush: 0, xs: 4, sm: 8, md: 16, lg: 24, xl: 32 };

export const pixels = (size: string | undefined, otherwise: string): number => PIXELS[short(size, otherwise)] ?? 0;

const JUSTIFY: Readonly<Record<string, string>> = {
  start: 'flex-start',
  end: 'flex-end',
  center: 'center',
  around: 'space-around',
  between: 'space-between',
};
const ALIGN: Readonly<Record<string, string>> = {
  start: 'flex-start',
  end: 'flex-end',
  center: 'center',
  baseline: 'baseline',
  stretch: 'stretch',
};

export const justified = (justify: string | undefined): CSSProperties =>
  justify === undefined ? {} : { justifyContent: JUSTIFY[justify] ?? 'flex-start' };
export const aligned = (align: string | undefined): CSSProperties =>
  align === undefined ? {} : { alignItems: ALIGN[align] ?? 'stretch' };
export const selfAligned = (align: string | undefined): CSSProperties =>
  align === undefined ? {} : { alignSelf: ALIGN[align] ?? 'auto' };

/** Class names that apply. */
export const classes = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter((name) => typeof name === 'string' && name !== '').join(' ');
