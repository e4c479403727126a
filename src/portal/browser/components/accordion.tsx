import { useEffect, useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { AccordionProps } from '@hubspot/ui-extensions';
import { classes, short } from './sizes.ts';

export function Accordion({
  title,
  children,
  defaultOpen,
  open,
  disabled,
  size,
  onClick,
  testId,
}: AccordionProps): ReactNode {
  const [isOpen, setOpen] = useState(open ?? defaultOpen ?? false);
  useEffect(() => {
    if (open !== undefined) setOpen(open);
  }, [open]);
  const id = useId();
  const toggle = (): void => {
    if (open === undefined) setOpen(!isOpen);
    onClick?.();
  };
  return (
    <div className={classes('accordion', `size-${short(size, 'md')}`)} data-test-id={testId}>
      <button type="button" aria-expanded={isOpen} aria-controls={id} disabled={disabled} onClick={toggle}>
        <span className="caret" aria-hidden="true" />
        {title}
      </button>
      <div id={id} className="accordion-body" hidden={!isOpen}>
        {children}
      </div>
    </div>
  );
}
