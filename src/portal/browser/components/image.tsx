import type { ReactNode } from 'react';
import type { IllustrationProps, ImageProps } from '@hubspot/ui-extensions';
import { Pressable } from './button.tsx';

export function Image({ src, alt = '', width, height, href, onClick, overlay, testId }: ImageProps): ReactNode {
  const picture = <img className="image" src={src} alt={alt} width={width} height={height} data-test-id={testId} />;
  if (href === undefined && onClick === undefined && overlay === undefined) return picture;
  return (
    <Pressable
      className="image-button"
      {...(href === undefined ? {} : { href })}
      {...(onClick === undefined ? {} : { onClick })}
      {...(overlay === undefined ? {} : { overlay })}
    >
      {picture}
    </Pressable>
  );
}

/** HubSpot's drawings are its own; here stands one plain sketch for all of them. */
export const Illustration = ({ alt, width = 160, height = 110, testId }: Partial<IllustrationProps>): ReactNode => (
  <svg
    className="illustration"
    width={width}
    height={height}
    viewBox="0 0 160 110"
    {...(alt === undefined || alt === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': alt })}
    data-test-id={testId}
  >
    <ellipse cx="80" cy="98" rx="62" ry="7" className="sketch-ground" />
    <rect x="36" y="18" width="88" height="66" rx="8" className="sketch-paper" />
    <path d="M50 38h34M50 51h60M50 64h48" className="sketch-lines" />
    <circle cx="118" cy="76" r="20" className="sketch-dot" />
    <path d="M109 76l7 7 12-14" className="sketch-tick" />
  </svg>
);
