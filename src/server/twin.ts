/** Two connections to one cloud: all that is in it is there twice, and nobody but us can notice. */
import type { Connector } from '../../connectors/contract/connector.ts';
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Log } from '../../connectors/contract/host.ts';

/** Which connections have turned out to lead to the same cloud. */
export interface Twins {
  /** What is wrong with this connection beside one that is configured before it; null when nothing is, or yet known. */
  readonly of: (name: string) => CloudError | null;
}

/** Looks at what the clouds have said of themselves; asks nothing. What is found is logged once. */
export function watchTwins(connectors: readonly Connector[], log?: Log): Twins {
  const told = new Set<string>();

  function earlier(connector: Connector): Connector | undefined {
    const identity = connector.identity?.();
    if (identity === undefined) return undefined;
    return connectors
      .slice(0, connectors.indexOf(connector))
      .find((other) => other.provider === connector.provider && other.identity?.() === identity);
  }

  return {
    of(name) {
      const connector = connectors.find(({ connection }) => connection === name);
      const same = connector === undefined ? undefined : earlier(connector)?.connection;
      if (same === undefined) return null;
      if (!told.has(name)) log?.warn({ cloud: name, same }, 'two connections lead to one cloud, and list it twice');
      told.add(name);
      const message = `${name} leads to the same cloud as ${same}: all that is in it is listed twice. Remove one of the two.`;
      return new CloudError('CONFLICT', message, { cloud: name });
    },
  };
}
