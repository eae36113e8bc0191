/** Which sources and things a list is about, from its `filter`: what cannot be is an error, never an empty answer. */
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Context } from '../context.ts';
import { badArgument, quoted } from './error.ts';
import { mostAtOnce } from './page.ts';
import { partsAmong, knownClouds } from './read.ts';

/** The filter that every noun has. Absent or null members restrict nothing; an empty list matches nothing. */
export interface Filter {
  readonly ids?: readonly string[] | null | undefined;
  readonly clouds?: readonly string[] | null | undefined;
  readonly providers?: readonly string[] | null | undefined;
}

/** A filter, checked. */
export interface Selection {
  /** The names of the clouds to ask; `undefined` for all. */
  readonly clouds: readonly string[] | undefined;
  /** The ids to keep; `undefined` for all. */
  readonly ids: ReadonlySet<string> | undefined;
}

/** Checks a filter. Throws an error that names the member at fault. */
export function selectionOf(collection: Collection, filter: Filter | null | undefined, context: Context): Selection {
  const ids = filter?.ids ?? undefined;
  const restrictions = [
    filter?.clouds && checkedClouds(filter.clouds, context),
    filter?.providers && cloudsOfProviders(filter.providers, context),
    ids && cloudsOfIds(collection, ids, context),
  ].filter((names) => names !== undefined && names !== null);
  return {
    clouds: restrictions.length === 0 ? undefined : cloudsInAll(restrictions, context),
    ids: ids && new Set(ids),
  };
}

function checkedClouds(names: readonly string[], context: Context): ReadonlySet<string> {
  const unknown = names.find((name) => context.clouds.byName(name) === undefined);
  if (unknown !== undefined) {
    throw badArgument('filter.clouds', `No cloud is named ${quoted(unknown)}: ${knownClouds(context)}`);
  }
  return new Set(names);
}

function cloudsOfProviders(providers: readonly string[], context: Context): ReadonlySet<string> {
  const all = context.clouds.all();
  const known = new Set(all.map((cloud) => cloud.provider));
  const unknown = providers.find((provider) => !known.has(provider));
  if (unknown !== undefined) {
    const others = known.size === 0 ? 'none is configured.' : `there are ${[...known].map(quoted).join(', ')}.`;
    throw badArgument('filter.providers', `No configured cloud is of the provider ${quoted(unknown)}: ${others}`);
  }
  return new Set(all.filter((cloud) => providers.includes(cloud.provider)).map((cloud) => cloud.name));
}

function cloudsOfIds(collection: Collection, ids: readonly string[], context: Context): ReadonlySet<string> {
  const argument = 'filter.ids';
  if (ids.length > mostAtOnce) {
    throw badArgument(argument, `"${argument}" can name ${mostAtOnce} at most, not ${ids.length}.`);
  }
  const names = ids.map((id) => {
    const parts = partsAmong(collection, id, context);
    if (parts instanceof Error) throw badArgument(argument, parts.message);
    return parts.cloud;
  });
  return new Set(names);
}

function cloudsInAll(restrictions: readonly ReadonlySet<string>[], context: Context): readonly string[] {
  const names = context.clouds.all().map((cloud) => cloud.name);
  return names.filter((name) => restrictions.every((allowed) => allowed.has(name)));
}
