import type { LinkProps } from '@hubspot/ui-extensions';

/** Attributes of a link; an external one opens beside the page. */
export function hrefOf(href: LinkProps['href']): {
  readonly href: string;
  readonly target?: string;
  readonly rel?: string;
} {
  const { url, external } = typeof href === 'string' ? { url: href, external: /^https?:/.test(href) } : href;
  return external === true ? { href: url, target: '_blank', rel: 'noreferrer' } : { href: url };
}
