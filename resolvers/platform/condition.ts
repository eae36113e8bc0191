/** What a thing must be like to be kept by a filter: tests that are cheap enough for every thing of a long list. */
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Resource } from '../../connectors/contract/resource.ts';

/** Whether a thing is kept. */
export type Test = (value: Resource<Collection>) => boolean;

/** A condition on a text; all members that are given must hold. */
export interface TextFilter {
  readonly eq?: string | null | undefined;
  readonly in?: readonly string[] | null | undefined;
  readonly startsWith?: string | null | undefined;
  readonly contains?: string | null | undefined;
}

/** A label that there must be. */
export interface TagFilter {
  readonly key: string;
  readonly value?: string | null | undefined;
}

/** From when, and until before when. */
export interface DateTimeRange {
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

/** A test that holds where all of these do; `undefined` where there is nothing to test. */
export function allOf(tests: readonly (Test | undefined)[]): Test | undefined {
  const given = tests.filter((test) => test !== undefined);
  const [only] = given;
  return given.length < 2 ? only : (value) => given.every((test) => test(value));
}

/** Of one of these ids. */
export function idIn(ids: readonly string[]): Test {
  const known: ReadonlySet<string> = new Set(ids);
  return ({ id }) => known.has(id);
}

/** In one of these clouds. The segments of an id are compared as they are written there: nothing is decoded. */
export function inClouds(names: ReadonlySet<string>): Test {
  const segments = new Set([...names].map((name) => encodeURIComponent(name)));
  return ({ id }) => segments.has(id.slice(0, id.indexOf('/')));
}

/** In one of these regions. What is in none has `-` in its id, which is no region's name. */
export function inRegions(names: ReadonlySet<string>): Test {
  const segments = new Set([...names].filter((name) => name !== '-' && name.isWellFormed()).map(encodeURIComponent));
  return ({ id }) => {
    const start = id.indexOf('/') + 1;
    return segments.has(id.slice(start, id.indexOf('/', start)));
  };
}

/** Of one of these projects. */
export function inProjects(projects: readonly string[]): Test {
  const known = new Set(projects);
  return ({ projectId }) => projectId !== null && known.has(projectId);
}

/** In one of these states; what has no state is in none. */
export function inStates(states: readonly string[]): Test {
  const known = new Set(states);
  return (value) => 'state' in value && typeof value.state === 'string' && known.has(value.state);
}

/** Of a name like that; what has no name never is. */
export function named({ eq, in: among, startsWith, contains }: TextFilter): Test {
  const known = among ? new Set(among) : undefined;
  return ({ name }) =>
    name !== null &&
    (typeof eq !== 'string' || name === eq) &&
    (known === undefined || known.has(name)) &&
    (typeof startsWith !== 'string' || name.startsWith(startsWith)) &&
    (typeof contains !== 'string' || name.includes(contains));
}

/** With all of these labels. */
export function tagged(filters: readonly TagFilter[]): Test {
  return ({ tags }) =>
    filters.every((filter) =>
      tags.some(({ key, value }) => key === filter.key && (typeof filter.value !== 'string' || value === filter.value)),
    );
}

/** Made in that time. Records write instants as `toISOString` does, so they sort as texts. */
export function createdIn({ from, to }: DateTimeRange): Test {
  const start = from?.toISOString();
  const end = to?.toISOString();
  return ({ createdAt }) =>
    createdAt !== null && (start === undefined || createdAt >= start) && (end === undefined || createdAt < end);
}
