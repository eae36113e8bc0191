/** Microversions: the newest dialect of Nova and Cinder that we know, or the newest that the cloud speaks. */
import { CloudError } from '../../contract/errors.ts';
import type { Service } from '../settings.ts';
import { type Row, rowAt, rowsAt, textAt } from './json.ts';

/** `2.90` as numbers. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** What we ask for, and what we cannot do without. */
export interface Dialect {
  /** The word in `OpenStack-API-Version`. https://specs.openstack.org/openstack/api-sig/guidelines/microversion_specification.html */
  readonly header: string;
  readonly wanted: Version;
  readonly least: Version;
  /** What the least one brings. */
  readonly because: string;
}

/** https://docs.openstack.org/nova/latest/reference/api-microversion-history.html and Cinder's `api_microversion_history`. */
const dialects: Readonly<Partial<Record<Service, Dialect>>> = {
  compute: {
    header: 'compute',
    wanted: { major: 2, minor: 90 },
    least: { major: 2, minor: 47 },
    because: 'servers carry their flavor',
  },
  volume: {
    header: 'volume',
    wanted: { major: 3, minor: 70 },
    least: { major: 3, minor: 0 },
    because: 'the volume API has its present form',
  },
};

/** What one request cannot do without, beyond the least of its service. */
export interface Need {
  readonly version: Version;
  /** What it brings: `servers can be tagged as they are made`. */
  readonly because: string;
}

/** The dialect of a service; `undefined` for those without microversions. */
export function dialectOf(service: Service): Dialect | undefined {
  return dialects[service];
}

/** The header that asks for a version. */
export function versionHeader(dialect: Dialect, version: Version): string {
  return `${dialect.header} ${formatVersion(version)}`;
}

/** Chooses from a version document: the wanted one, or the cloud's newest. Throws `UNSUPPORTED` below the least. */
export function negotiate(dialect: Dialect, document: Row): Version {
  const single = rowAt(document, 'version');
  const candidates = single === undefined ? rowsAt(document, 'versions') : [single];
  const newest = candidates
    .flatMap((candidate) => parseVersion(textAt(candidate, 'version') ?? '') ?? [])
    .filter((version) => version.major === dialect.wanted.major)
    .toSorted((a, b) => b.minor - a.minor)[0];
  if (newest === undefined || newest.minor < dialect.least.minor) {
    throw unsupported(
      dialect,
      newest === undefined ? 'speaks no microversions' : `speaks up to ${formatVersion(newest)}`,
    );
  }
  return newest.minor < dialect.wanted.minor ? newest : dialect.wanted;
}

/**
 * Checks that an answer is in the dialect that was asked for. A cloud that knows no microversions ignores the header,
 * and would be misread.
 */
export function verifyEcho(dialect: Dialect, asked: Version, header: string | undefined): void {
  if (header?.toLowerCase().split(/,\s*/u).includes(versionHeader(dialect, asked)) === true) return;
  if (dialect.least.minor > 0) throw unsupported(dialect, 'speaks no microversions');
}

/** Throws `UNSUPPORTED` where the version that is spoken is too old for a request. */
export function need(dialect: Dialect, spoken: Version, asked: Need | undefined): void {
  if (asked === undefined || spoken.minor >= asked.version.minor) return;
  const { version, because } = asked;
  throw unsupported({ ...dialect, least: version, because }, `speaks up to ${formatVersion(spoken)}`);
}

function unsupported(dialect: Dialect, fact: string): CloudError {
  const least = formatVersion(dialect.least);
  return new CloudError(
    'UNSUPPORTED',
    `The ${dialect.header} service of this cloud ${fact}; nephograph needs ${least}, since which ${dialect.because}.`,
    { service: dialect.header },
  );
}

function parseVersion(text: string): Version | undefined {
  const match = /^(?<major>\d{1,3})\.(?<minor>\d{1,4})$/u.exec(text);
  const { major, minor } = match?.groups ?? {};
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}

function formatVersion(version: Version): string {
  return `${version.major}.${version.minor}`;
}
