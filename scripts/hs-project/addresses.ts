/** Which addresses HubSpot can call. */
import { BlockList, isIP } from 'node:net';

const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}

/** Why HubSpot could not call this URL; null when it could. */
export function unreachable(text: string): string | null {
  if (!URL.canParse(text)) return 'is no URL';
  const url = new URL(text);
  if (url.protocol !== 'https:') return `begins with ${url.protocol}//, and HubSpot calls https only`;
  if (url.username !== '' || url.password !== '') return 'carries a user name or password';
  const { hostname } = url;
  if (hostname.startsWith('[') || (isIP(hostname) === 4 && PRIVATE.check(hostname, 'ipv4'))) return NOT_PUBLIC;
  if (
    isIP(hostname) === 0 &&
    (!hostname.includes('.') || /\.(local|localhost|internal|test|invalid)$/.test(hostname))
  ) {
    return NOT_PUBLIC;
  }
  return null;
}

const NOT_PUBLIC = 'names a host that cannot be reached from outside';

/** `https://host`, without path, query or trailing slash. */
export const isBareOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;
