/** Which names of this server are answered, so that a page in a browser cannot lead a name of its own to us. */
import { BlockList, isIP } from 'node:net';
import type { ServerSettings } from '../config/configuration.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const version = isIP(name);
  return version !== 0 && loopback.check(name, version === 6 ? 'ipv6' : 'ipv4');
}

/** Decides about the name (no port, IPv6 in brackets) that a request was sent to. */
export function hostNameRule({ host, hostNames }: ServerSettings): (name: string) => boolean {
  if (!isLoopback(host) && hostNames.length === 0) return () => true;
  const known = new Set([host, ...hostNames].map((name) => name.toLowerCase()));
  return (name) => {
    const bare = name.toLowerCase().replace(/^\[(?<address>.*)\]$/u, '$<address>');
    return known.has(bare) || isLoopback(bare);
  };
}
