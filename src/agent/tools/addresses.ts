/**
 * Which addresses of the internet a tool may reach: a list of hosts that the person allows, and never an address that
 * is private, of this machine, of its provider or otherwise not public, whatever a name resolves to. Pure.
 */
import { fitsText } from '../patterns.ts';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Ranges that are not of the public internet: IANA's registries of special-purpose addresses. */
const RANGES: readonly (readonly [address: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const blocked = new BlockList();
for (const [address, bits] of RANGES) blocked.addSubnet(address, bits, isIPv6(address) ? 'ipv6' : 'ipv4');

/** Whether an IP address is one of the public internet. An IPv4 address inside an IPv6 one is judged as itself. */
export const isPublicAddress = (address: string): boolean => {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const version = isIP(plain);
  if (version === 0) return false;
  if (version === 4) return !blocked.check(plain, 'ipv4');
  const canonical = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(canonical);
  if (mapped) {
    const [high, low] = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)];
    return !blocked.check(`${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`, 'ipv4');
  }
  return !blocked.check(plain, 'ipv6');
};

/**
 * A host as an allow-list names it: `example.com`, `*.example.com` (every host below it), with `:8080` for another
 * port.
 */
const matchesHost = (url: URL, entry: string): boolean => {
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase())!;
  const host = url.hostname.replace(/\.$/, '');
  const ports = port === undefined ? url.port === '' : url.port === port || (url.port === '' && port === usual(url));
  if (!ports) return false;
  return name!.startsWith('*.') ? host.endsWith(name!.slice(1)) : name === '*' || host === name;
};

const usual = (url: URL): string => (url.protocol === 'https:' ? '443' : '80');

/** Why an address may not be fetched, as far as its text tells; undefined when it may. */
export const addressRefusal = (
  url: URL,
  allow: readonly string[],
  isPublic: (address: string) => boolean,
): string | undefined => {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `only http and https are fetched, not ${url.protocol}`;
  if (url.username !== '' || url.password !== '') return 'an address with a user name or password in it is not fetched';
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !isPublic(literal))
    return `${url.hostname} is no public address, and only those are fetched`;
  if (allow.some((entry) => matchesHost(url, entry))) return undefined;
  const list = allow.length > 0 ? `Allowed are ${allow.slice(0, 20).join(', ')}.` : 'No host is allowed.';
  return `${url.host} is not on the list of allowed hosts. ${list} Ask the person to allow it`;
};

/**
 * Whether an address fits a pattern of a permission: a host as above, or with a scheme and a path in which `*` stands
 * for anything. Host and path are compared apart, so that `https://a.org*` never fits https://a.org.example.com.
 */
export const fitsAddress = (address: string, pattern: string): boolean => {
  if (pattern === '*') return true;
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  const [, scheme, host, path] = /^(?:(\w+):\/\/)?([^/]*)(\/.*)?$/s.exec(pattern) ?? [];
  if (scheme !== undefined && `${scheme}:` !== url.protocol) return false;
  if (host === undefined || !matchesHost(url, host.replace(/(?<=[^.])\*$/, ''))) return false;
  return fitsText(url.pathname + url.search, path ?? '/*');
};
