/** Modals, panels and tooltips hang on the component that opens them, as the `overlay` of a button does. */
import { createContext, useContext, useId, useMemo, useState } from 'react';
import type { ReactNode } from 'react';

interface Overlay {
  readonly open: () => void;
  readonly close: () => void;
}

/** Those of one extension, by the id it gave them. */
export class Overlays {
  readonly #known = new Map<string, Overlay>();

  /** Returns how to forget it. */
  add(id: string, overlay: Overlay): () => void {
    this.#known.set(id, overlay);
    return () => {
      if (this.#known.get(id) === overlay) this.#known.delete(id);
    };
  }

  open(id: string): void {
    this.#known.get(id)?.open();
  }

  close(id: string): void {
    this.#known.get(id)?.close();
  }
}

export const OverlaysContext = createContext<Overlays>(new Overlays());

/** What a modal, panel or tooltip knows of the component it hangs on. */
export interface Anchor {
  readonly isOpen: boolean;
  readonly open: () => void;
  readonly close: () => void;
  readonly isPointedAt: boolean;
  /** The id a tooltip gives itself, which describes the anchor. */
  readonly tooltipId: string;
}

export const AnchorContext = createContext<Anchor | null>(null);

export interface Overlaid {
  /** To be drawn beside the anchor. */
  readonly overlay: ReactNode;
  readonly open: () => void;
  /** Spread on the anchor's element. */
  readonly anchorProps: {
    readonly onMouseEnter: () => void;
    readonly onMouseLeave: () => void;
    readonly onFocus: () => void;
    readonly onBlur: () => void;
    readonly 'aria-describedby'?: string;
  };
}

export function useOverlay(overlay: ReactNode): Overlaid {
  const [isOpen, setOpen] = useState(false);
  const [isPointedAt, setPointedAt] = useState(false);
  const tooltipId = useId();
  const anchor = useMemo(
    () => ({ isOpen, isPointedAt, tooltipId, open: () => setOpen(true), close: () => setOpen(false) }),
    [isOpen, isPointedAt, tooltipId],
  );
  const has = overlay !== undefined && overlay !== null;
  return {
    overlay: has ? <AnchorContext.Provider value={anchor}>{overlay}</AnchorContext.Provider> : null,
    open: anchor.open,
    anchorProps: {
      onMouseEnter: () => setPointedAt(true),
      onMouseLeave: () => setPointedAt(false),
      onFocus: () => setPointedAt(true),
      onBlur: () => setPointedAt(false),
      ...(has ? { 'aria-describedby': tooltipId } : {}),
    },
  };
}

/** The second argument of an `onClick`. */
export function useReactions() {
  const overlays = useContext(OverlaysContext);
  return useMemo(() => {
    const open = (id: string): void => overlays.open(id);
    const close = (id: string): void => overlays.close(id);
    return { openPanel: open, closePanel: close, openModal: open, closeModal: close };
  }, [overlays]);
}
