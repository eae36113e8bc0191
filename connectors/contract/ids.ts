/** The one place where global ids are made and taken apart: `<cloud>/<region>/<collection>/<native id>`. */

/** Every kind of thing that has a global id. */
export type Collection =
  | 'clouds'
  | 'instances'
  | 'images'
  | 'instanceTypes'
  | 'keyPairs'
  | 'volumes'
  | 'networks'
  | 'subnets'
  | 'securityGroups';

const collections: ReadonlySet<string> = new Set<Collection>([
  'clouds',
  'instances',
  'images',
  'instanceTypes',
  'keyPairs',
  'volumes',
  'networks',
  'subnets',
  'securityGroups',
]);

declare const collectionOf: unique symbol;

/** A global id. Readable and stable; each segment is percent-encoded, so the slash only ever separates. */
export type Id<C extends Collection = Collection> = string & { readonly [collectionOf]: C };

export type InstanceId = Id<'instances'>;
export type ImageId = Id<'images'>;
export type InstanceTypeId = Id<'instanceTypes'>;
export type VolumeId = Id<'volumes'>;
export type NetworkId = Id<'networks'>;
export type SubnetId = Id<'subnets'>;
export type SecurityGroupId = Id<'securityGroups'>;
export type KeyPairId = Id<'keyPairs'>;

declare const operation: unique symbol;

/** The id of an operation: `operations/<ulid>`. It belongs to the gateway, and so to no cloud. */
export type OperationId = string & { readonly [operation]: true };

/** The region segment of what belongs to no region, or spans them all. */
export const everyRegion = '-';

/** The parts of an id, decoded. `cloud` is the name of the configured connection; `region` is `-` where there is none. */
export interface IdParts<C extends Collection = Collection> {
  readonly cloud: string;
  readonly region: string;
  readonly collection: C;
  readonly native: string;
}

/** Longer ids than this are nobody's: no cloud's native id comes near it. Characters. */
const longestId = 2048;

/**
 * Makes the id of a thing. Each part must be non-empty, well-formed text; the caller guarantees it
 * (native ids come from clouds, connection names from a checked configuration).
 */
export function formatId<C extends Collection>(parts: IdParts<C>): Id<C> {
  const segments = [parts.cloud, parts.region, parts.collection, parts.native];
  return segments.map((segment) => encodeURIComponent(segment)).join('/') as Id<C>;
}

/**
 * Takes an id apart, or answers `undefined` for anything that `formatId` would not have made: too few or too many
 * segments, an empty one, an unknown collection, a broken or a needless escape. One thing so has one id only.
 */
export function parseId(text: string): IdParts | undefined {
  if (text.length > longestId || !text.isWellFormed()) return undefined;
  const segments = text.split('/');
  const [cloud, region, collection, native] = segments.map(decode);
  if (segments.length !== 4 || !cloud || !region || !collection || !native) return undefined;
  if (!isCollection(collection)) return undefined;
  const parts = { cloud, region, collection, native };
  return formatId(parts) === text ? parts : undefined;
}

/** Says whether the text is an id of this collection, and narrows it. */
export function isIdOf<C extends Collection>(collection: C, text: string): text is Id<C> {
  return parseId(text)?.collection === collection;
}

/** The parts of an id that is known to be one; the type of the argument promises it. */
export function partsOf<C extends Collection>(id: Id<C>): IdParts<C> {
  const parts = parseId(id);
  if (parts === undefined) throw new TypeError(`Not a global id: ${JSON.stringify(id)}`);
  return parts as IdParts<C>;
}

/** Makes the id of an operation from its ULID, which the caller guarantees to be one. */
export function formatOperationId(ulid: string): OperationId {
  return `operations/${ulid}` as OperationId;
}

/** The ULID of an operation's id, or `undefined` for anything else. */
export function parseOperationId(text: string): string | undefined {
  return /^operations\/(?<ulid>[0-7][0-9A-HJKMNP-TV-Z]{25})$/u.exec(text)?.groups?.['ulid'];
}

/** Says whether the text is an operation's id, and narrows it. */
export function isOperationId(text: string): text is OperationId {
  return parseOperationId(text) !== undefined;
}

function isCollection(text: string): text is Collection {
  return collections.has(text);
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
