import type { CSSProperties, ReactNode } from 'react';
import type { TextProps } from '@hubspot/ui-extensions';
import { classes } from './sizes.ts';

const WEIGHTS: Readonly<Record<string, number>> = { regular: 400, demibold: 600, bold: 700 };

function styleOf({ format = {}, truncate }: Pick<TextProps, 'format' | 'truncate'>): CSSProperties {
  const transform = format.textTransform;
  return {
    ...(format.fontWeight === undefined ? {} : { fontWeight: WEIGHTS[format.fontWeight] ?? 400 }),
    ...(format.italic === true ? { fontStyle: 'italic' } : {}),
    ...(format.lineDecoration === 'underline' ? { textDecoration: 'underline' } : {}),
    ...(format.lineDecoration === 'strikethrough' ? { textDecoration: 'line-through' } : {}),
    ...(transform === undefined || transform === 'sentenceCase' ? {} : { textTransform: transform }),
    ...(typeof truncate === 'object' && truncate.maxWidth !== undefined ? { maxWidth: truncate.maxWidth } : {}),
  };
}

export function Text({ children, variant = 'bodytext', inline, truncate, format, testId }: TextProps): ReactNode {
  const title = typeof truncate === 'object' ? truncate.tooltipText : undefined;
  return (
    <span
      className={classes(
        'text',
        variant,
        inline !== true && 'block',
        truncate !== undefined && truncate !== false && 'truncate',
      )}
      style={styleOf({ ...(format === undefined ? {} : { format }), ...(truncate === undefined ? {} : { truncate }) })}
      dir="auto"
      data-test-id={testId}
      {...(title === undefined ? {} : { title })}
    >
      {children}
    </span>
  );
}
