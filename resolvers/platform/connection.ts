/** Lists as Relay has them, the same for every noun: a page, where it stands, and which sources it came from. */
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Resource } from '../../connectors/contract/resource.ts';
import type { Context, Listing, ListAll, SourceAnswer } from '../context.ts';
import { formatCursor } from './cursor.ts';
import { badArgument, failure } from './error.ts';
import { selectionOf } from './filter.ts';
import type { Filter, Selection } from './filter.ts';
import { byId, positionOf } from './order.ts';
import type { Order } from './order.ts';
import { pageInfoOf, rangeOf, slice } from './page.ts';
import type { PageArguments, PageInfo } from './page.ts';

/** The arguments of a list, as they came. */
export interface ListArguments extends PageArguments {
  readonly filter?: Filter | null | undefined;
  /** Seconds. */
  readonly maxAge?: number | null | undefined;
}

/** A page of a list. */
export interface Connection<V> {
  readonly edges: readonly { readonly cursor: string; readonly node: V }[];
  readonly nodes: readonly V[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number | null;
  readonly complete: boolean;
  readonly sources: readonly SourceAnswer[];
}

/** Answers a list, sorted as asked. Throws for a mistake in the arguments, before any cloud is asked; never for a cloud that fails. */
export async function connect<C extends Collection, V extends Resource<C>>(
  collection: C,
  listAll: ListAll<V>,
  args: ListArguments,
  context: Context,
  order: Order<V> = byId,
): Promise<Connection<V>> {
  const range = rangeOf(collection, args, order);
  const selection = selectionOf(collection, args.filter, context);
  const { items, sources } = await listing(listAll, selection, maxAgeMs(args.maxAge));
  const { test } = selection;
  const kept = test === undefined ? items : items.filter((item) => test(item));
  const page = slice(kept, range, order);
  const edges = page.items.map((node) => ({ cursor: formatCursor(order.name, positionOf(node, order)), node }));
  return {
    edges,
    nodes: page.items,
    pageInfo: pageInfoOf(edges, page),
    totalCount: isAnyKnown(sources) ? kept.length : null,
    complete: sources.every(({ status }) => status === 'OK' || status === 'UNSUPPORTED'),
    sources,
  };
}

async function listing<V>(
  listAll: ListAll<V>,
  { clouds, regions }: Selection,
  age: number | undefined,
): Promise<Listing<V>> {
  if (clouds?.length === 0) return { items: [], sources: [] };
  try {
    return await listAll({ clouds, regions, maxAgeMs: age });
  } catch (thrown) {
    throw failure(thrown);
  }
}

/** Whether a count can be given: some source has one, or none was asked and there is nothing to know. */
function isAnyKnown(sources: readonly SourceAnswer[]): boolean {
  return sources.length === 0 || sources.some(({ count }) => count !== null);
}

function maxAgeMs(seconds: number | null | undefined): number | undefined {
  if (seconds === null || seconds === undefined) return undefined;
  if (seconds < 0) throw badArgument('maxAge', `"maxAge" cannot be negative: ${seconds}. 0 asks the clouds now.`);
  return seconds * 1000;
}
