/** Which sources and things a list is about, from its `filter`: what cannot be is an error, never an empty answer. */
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Context } from '../context.ts';
import { allOf, createdIn, idIn, inClouds, inProjects, inRegions, inStates, named, tagged } from './condition.ts';
import type { DateTimeRange, TagFilter, Test, TextFilter } from './condition.ts';
import { badArgument, quoted } from './error.ts';
import { mostAtOnce } from './page.ts';
import { knownClouds, partsAmong } from './read.ts';

/** The filter of any noun; each has some of it. Absent or null members restrict nothing; an empty list matches nothing. */
export interface Filter {
  readonly ids?: readonly string[] | null | undefined;
  readonly clouds?: readonly string[] | null | undefined;
  readonly providers?: readonly string[] | null | undefined;
  readonly regions?: readonly string[] | null | undefined;
  readonly projects?: readonly string[] | null | undefined;
  readonly name?: TextFilter | null | undefined;
  readonly states?: readonly string[] | null | undefined;
  readonly tags?: readonly TagFilter[] | null | undefined;
  readonly createdAt?: DateTimeRange | null | undefined;
  readonly and?: readonly Filter[] | null | undefined;
  readonly or?: readonly Filter[] | null | undefined;
  readonly not?: Filter | null | undefined;
}

/** A filter, checked. */
export interface Selection {
  /** The names of the clouds to ask; `undefined` for all. */
  readonly clouds: readonly string[] | undefined;
  /** The regions to ask; `undefined` for all. */
  readonly regions: readonly string[] | undefined;
  /** Whether a thing of a source that was asked is kept; `undefined` where all are. */
  readonly test: Test | undefined;
}

/** A part of a filter: where what it keeps can be, and what it keeps. */
interface Part {
  readonly clouds: ReadonlySet<string> | undefined;
  readonly regions: ReadonlySet<string> | undefined;
  readonly test: Test | undefined;
}

/** What the parts of a filter are checked against, and how many there were. */
interface Checking {
  readonly collection: Collection;
  readonly context: Context;
  parts: number;
}

/** Filters within filters: how deep, and how many in all. Nobody writes more by hand. */
const deepest = 8;
const mostParts = 100;

/** Checks a filter. Throws an error that names the member at fault. */
export function selectionOf(collection: Collection, filter: Filter | null | undefined, context: Context): Selection {
  const { clouds, regions, test } = partOf(filter ?? {}, 'filter', 0, { collection, context, parts: 0 });
  return {
    clouds: clouds && context.clouds.all().flatMap(({ name }) => (clouds.has(name) ? [name] : [])),
    regions: regions && [...regions],
    test,
  };
}

function partOf(filter: Filter, at: string, depth: number, checking: Checking): Part {
  checking.parts += 1;
  if (depth > deepest) throw badArgument(at, `"filter" can be nested ${deepest} deep at most.`);
  if (checking.parts > mostParts) throw badArgument(at, `"filter" can have ${mostParts} parts at most.`);
  const clouds = cloudsOf(filter, at, checking);
  const regions = filter.regions ? new Set(filter.regions) : undefined;
  const { ids, projects, name, states, tags, createdAt } = filter;
  const own: Part = {
    clouds,
    regions,
    test: allOf([
      clouds && inClouds(clouds),
      regions && inRegions(regions),
      ids ? idIn(ids) : undefined,
      projects ? inProjects(projects) : undefined,
      name ? named(name) : undefined,
      states ? inStates(states) : undefined,
      tags ? tagged(tags) : undefined,
      createdAt ? createdIn(createdAt) : undefined,
    ]),
  };
  const all = (filter.and ?? []).map((part, index) => partOf(part, `${at}.and[${index}]`, depth + 1, checking));
  const some = filter.or?.map((part, index) => partOf(part, `${at}.or[${index}]`, depth + 1, checking));
  const none = filter.not ? partOf(filter.not, `${at}.not`, depth + 1, checking) : undefined;
  return everyPart([own, ...all, some && somePart(some), none && noPart(none)]);
}

function everyPart(parts: readonly (Part | undefined)[]): Part {
  const given = parts.filter((part) => part !== undefined);
  return {
    clouds: common(given.map(({ clouds }) => clouds)),
    regions: common(given.map(({ regions }) => regions)),
    test: allOf(given.map(({ test }) => test)),
  };
}

function somePart(parts: readonly Part[]): Part {
  const tests = parts.map(({ test }) => test ?? (() => true));
  return {
    clouds: either(parts.map(({ clouds }) => clouds)),
    regions: either(parts.map(({ regions }) => regions)),
    test: (value) => tests.some((test) => test(value)),
  };
}

function noPart({ test }: Part): Part {
  return { clouds: undefined, regions: undefined, test: (value) => test !== undefined && !test(value) };
}

/** What is in all sets; those that are not given hold everything. */
function common(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  return sets.reduce((one, other) => (one && other ? one.intersection(other) : (one ?? other)), undefined);
}

/** What is in any set; one that is not given holds everything. */
function either(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  const given = sets.filter((set) => set !== undefined);
  return given.length < sets.length ? undefined : new Set(given.flatMap((set) => [...set]));
}

function cloudsOf({ ids, clouds, providers }: Filter, at: string, checking: Checking): ReadonlySet<string> | undefined {
  return common([
    clouds ? checkedClouds(clouds, `${at}.clouds`, checking.context) : undefined,
    providers ? cloudsOfProviders(providers, `${at}.providers`, checking.context) : undefined,
    ids ? cloudsHaving(checking.collection, ids, `${at}.ids`, checking.context) : undefined,
  ]);
}

/** The clouds of these names. Throws an error that names the argument, for one that is not configured. */
export function checkedClouds(names: readonly string[], argument: string, context: Context): ReadonlySet<string> {
  const unknown = names.find((name) => context.clouds.byName(name) === undefined);
  if (unknown !== undefined) {
    throw badArgument(argument, `No cloud is named ${quoted(unknown)}: ${knownClouds(context)}`);
  }
  return new Set(names);
}

function cloudsOfProviders(providers: readonly string[], argument: string, context: Context): ReadonlySet<string> {
  const all = context.clouds.all();
  const known = new Set(all.map((cloud) => cloud.provider));
  const unknown = providers.find((provider) => !known.has(provider));
  if (unknown !== undefined) {
    const others = known.size === 0 ? 'none is configured.' : `there are ${[...known].map(quoted).join(', ')}.`;
    throw badArgument(argument, `No configured cloud is of the provider ${quoted(unknown)}: ${others}`);
  }
  return new Set(all.filter((cloud) => providers.includes(cloud.provider)).map((cloud) => cloud.name));
}

/** The clouds that these ids are in. Throws an error that names the argument, for a wrong id and for too many. */
export function cloudsHaving(
  collection: Collection,
  ids: readonly string[],
  argument: string,
  context: Context,
): ReadonlySet<string> {
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
