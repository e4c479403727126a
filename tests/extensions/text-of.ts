/** What somebody reads in a rendered part, without what lies in windows that are closed. */
export interface Readable {
  readonly nodeType: string;
  readonly text?: string | null;
  readonly childNodes?: readonly Readable[];
}

export const textOf = (node: Readable): string =>
  node.childNodes === undefined
    ? (node.text ?? '')
    : node.childNodes.map(textOf).join(node.nodeType === 'root' ? '\n' : '');
