/**
 * Bodies of notes and tasks as HubSpot keeps them: scripts, styles, comments, event handlers, data attributes and
 * script links are gone, visible text and plain formatting stay. Which tags survive exactly is unverified; these are
 * the ones HubSpot's own editor writes.
 */
const KEPT_TAGS = new Set(
  'a b blockquote br code div em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s span strike strong sub sup table tbody td th thead tr u ul'.split(
    ' ',
  ),
);
const KEPT_ATTRIBUTES = new Set(['href', 'src', 'alt', 'title', 'style', 'target', 'rel', 'colspan', 'rowspan']);
/** Their content is not visible text, so it goes with them. */
const INVISIBLE = /<(script|style|template|head|title|iframe|object|noscript|svg)\b[^>]*>[\s\S]*?(<\/\1\s*>|$)/gi;
const COMMENTS = /<!--[\s\S]*?(-->|$)|<![^>]*>|<\?[^>]*>/g;
const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/g;
const ATTRIBUTE = /([a-zA-Z][-a-zA-Z0-9:]*)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g;

export function cleanHtml(html: string): string {
  if (!html.includes('<')) return html;
  return html
    .replace(COMMENTS, '')
    .replace(INVISIBLE, '')
    .replace(TAG, (_whole, slash: string, name: string, attributes: string) => {
      const tag = name.toLowerCase();
      if (!KEPT_TAGS.has(tag)) return '';
      return slash === '/'
        ? `</${tag}>`
        : `<${tag}${cleanAttributes(attributes)}${/\/\s*$/.test(attributes) ? ' /' : ''}>`;
    });
}

function cleanAttributes(attributes: string): string {
  let kept = '';
  for (const [, name = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
    const attribute = name.toLowerCase();
    if (!KEPT_ATTRIBUTES.has(attribute)) continue;
    if (/^["']?\s*(javascript|vbscript|data):/i.test(value)) continue;
    kept += value === '' ? ` ${attribute}` : ` ${attribute}=${value}`;
  }
  return kept;
}
