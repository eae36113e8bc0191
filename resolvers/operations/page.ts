/** Operations page by page, newest first: only the page is read from the journal. */
import { isOperationId } from '../../connectors/contract/ids.ts';
import type { OperationId } from '../../connectors/contract/ids.ts';
import type { Context, Operation, OperationQuery } from '../context.ts';
import { formatCursor, parseCursor } from '../platform/cursor.ts';
import { failure } from '../platform/error.ts';
import { badCursor, pageInfoOf, sizeOf } from '../platform/page.ts';
import type { PageInfo } from '../platform/page.ts';

/** The arguments of a page, as they came. */
export interface OperationPage {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** A page of operations. */
export interface OperationConnection {
  readonly edges: readonly { readonly cursor: string; readonly node: Operation }[];
  readonly nodes: readonly Operation[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number;
}

/** How operations are sorted, as their cursors name it. */
const order = 'ID DESC';

/** How many a page holds where null is asked for. */
const defaultSize = 50;

/** Answers a list of operations. Throws for a mistake in the arguments, before the journal is asked. */
export async function connectOperations(
  query: OperationQuery,
  page: OperationPage,
  { operations }: Context,
): Promise<OperationConnection> {
  const size = sizeOf('first', page.first) ?? defaultSize;
  const before = placeOf(page.after);
  try {
    const [found, totalCount] = await Promise.all([
      // One more than asked for tells whether there is one.
      operations.list({ ...query, before, most: size + 1 }),
      operations.count(query),
    ]);
    const nodes = found.slice(0, size);
    const edges = nodes.map((node) => ({ cursor: formatCursor(order, { keys: [], id: node.id }), node }));
    const sides = { hasNextPage: found.length > size, hasPreviousPage: before !== undefined };
    return { edges, nodes, pageInfo: pageInfoOf(edges, sides), totalCount };
  } catch (thrown) {
    throw failure(thrown);
  }
}

function placeOf(after: string | null | undefined): OperationId | undefined {
  if (after === null || after === undefined) return undefined;
  const place = parseCursor(order, 0, isOperationId, after);
  if (place === undefined || !isOperationId(place.id)) throw badCursor('after', after);
  return place.id;
}
