/** Which pages in a browser may open a stream: those that were served under the name that they now call. */
import type { ServerSettings } from '../config/configuration.ts';

/** What is known of the request that opens a stream: two of its headers. */
export interface Opening {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * Decides by `Origin`, which browsers send and pages cannot change. No browser keeps a foreign page from opening a
 * socket and reading it, so the server must. What is no browser sends none, and may. A proxy that changes `Host` is
 * there for a name in `hostNames`.
 */
export function originRule({ hostNames }: Pick<ServerSettings, 'hostNames'>): (opening: Opening) => boolean {
  const known = new Set(hostNames.map((name) => name.toLowerCase()));
  return ({ origin, host }) => {
    if (origin === undefined) return true;
    if (!URL.canParse(origin)) return false;
    const page = new URL(origin);
    return page.host === withoutUsualPort(page.protocol, host?.toLowerCase()) || known.has(page.hostname);
  };
}

/** `Host` as `URL.host` has it: the port that goes without saying is not said. */
function withoutUsualPort(protocol: string, host: string | undefined): string | undefined {
  const usual = protocol === 'https:' ? ':443' : ':80';
  return host?.endsWith(usual) === true ? host.slice(0, -usual.length) : host;
}
