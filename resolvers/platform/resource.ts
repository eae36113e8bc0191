/** What every resource of a cloud has in the graph, whatever it is. */
import { everyRegion, partsOf } from '../../connectors/contract/ids.ts';
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Resource } from '../../connectors/contract/resource.ts';
import type { CloudView, Context } from '../context.ts';
import type { FreshnessResolvers } from '../types.generated.ts';
import { freshnessSource } from './freshness.ts';
import type { Observed } from './freshness.ts';

/** The configured cloud of this name. What the clouds hand out is always of a configured one. */
export function cloudNamed(name: string, context: Context): CloudView {
  const cloud = context.clouds.byName(name);
  if (cloud === undefined) throw new TypeError(`A record of a cloud that is not configured: ${name}`);
  return cloud;
}

/** The fields of the interface `Resource` that are not simply in the record. */
export const resourceFields = {
  cloud: (record: Resource<Collection>, _args: unknown, context: Context): CloudView =>
    cloudNamed(partsOf(record.id).cloud, context),
  region: (record: Resource<Collection>): string | null => {
    const { region } = partsOf(record.id);
    return region === everyRegion ? null : region;
  },
  nativeProjectId: (record: Resource<Collection>): string | null => record.projectId,
  freshness: (record: Resource<Collection>): Observed => record,
};

/** The fields of `Freshness`. */
export const Freshness: FreshnessResolvers = {
  observedAt: ({ observedAt }) => new Date(observedAt),
  source: (observed, _args, context) => freshnessSource(observed, context),
};
