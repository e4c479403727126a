import type { MouseEvent, ReactNode } from 'react';
import type { BaseButtonProps, ButtonProps } from '@hubspot/ui-extensions';
import { eventOf } from '../host/event.ts';
import { useOverlay, useReactions } from '../host/overlays.tsx';
import { hrefOf } from './href.ts';
import { classes, short } from './sizes.ts';

interface Pressed extends Omit<BaseButtonProps, 'children' | 'variant' | 'truncate'> {
  readonly overlay?: ReactNode;
  readonly children?: ReactNode;
  readonly className: string;
  readonly busy?: boolean;
}

/** What looks and acts like a button: one with a destination is a link. */
export function Pressable({
  children,
  className,
  onClick,
  href,
  disabled,
  busy,
  type,
  overlay,
  testId,
}: Pressed): ReactNode {
  const overlaid = useOverlay(overlay);
  const reactions = useReactions();
  const pressed = (event: MouseEvent): void => {
    if (busy === true) return event.preventDefault();
    void onClick?.(eventOf(event), reactions);
    overlaid.open();
  };
  const shared = { className, onClick: pressed, 'data-test-id': testId, ...overlaid.anchorProps };
  return (
    <>
      {href === undefined ? (
        <button type={type ?? 'button'} disabled={disabled} aria-busy={busy} {...shared}>
          {children}
        </button>
      ) : (
        <a {...hrefOf(href)} {...shared}>
          {children}
        </a>
      )}
      {overlaid.overlay}
    </>
  );
}

export const buttonClass = ({ variant, size, truncate }: Pick<ButtonProps, 'variant' | 'size' | 'truncate'>): string =>
  classes('button', variant ?? 'secondary', `size-${short(size, 'md')}`, truncate === true && 'truncate');

export const Button = ({ variant, size, truncate, children, ...props }: ButtonProps): ReactNode => (
  <Pressable
    {...props}
    className={buttonClass({
      ...(variant === undefined ? {} : { variant }),
      ...(size === undefined ? {} : { size }),
      ...(truncate === undefined ? {} : { truncate }),
    })}
  >
    {children}
  </Pressable>
);
