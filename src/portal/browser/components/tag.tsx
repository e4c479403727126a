import type { ReactNode } from 'react';
import type { StatusTagProps, TagProps } from '@hubspot/ui-extensions';
import { Pressable } from './button.tsx';
import { classes } from './sizes.ts';

export function Tag({ children, variant = 'default', onClick, overlay, testId }: TagProps): ReactNode {
  const className = classes('tag', variant);
  if (onClick === undefined && overlay === undefined)
    return (
      <span className={className} dir="auto" data-test-id={testId}>
        {children}
      </span>
    );
  return (
    <Pressable
      className={className}
      {...(onClick === undefined ? {} : { onClick })}
      {...(overlay === undefined ? {} : { overlay })}
      {...(testId === undefined ? {} : { testId })}
    >
      {children}
    </Pressable>
  );
}

export function StatusTag({
  children,
  variant = 'default',
  hollow,
  onClick,
  showRemoveIcon,
  onRemoveClick,
  testId,
}: StatusTagProps): ReactNode {
  const inner = (
    <>
      <span className={classes('dot', hollow === true && 'hollow')} aria-hidden="true" />
      {children}
    </>
  );
  const className = classes('status-tag', variant);
  return (
    <span className="status-tag-holder" data-test-id={testId}>
      {onClick === undefined ? (
        <span className={className}>{inner}</span>
      ) : (
        <button type="button" className={className} onClick={() => onClick()}>
          {inner}
        </button>
      )}
      {showRemoveIcon === true ? (
        <button type="button" className="remove" aria-label="Remove" onClick={() => onRemoveClick?.()}>
          ×
        </button>
      ) : null}
    </span>
  );
}
