/** What a gateway answers that keeps no journal and follows no cloud: that it does not. */
import { CloudError } from '../connectors/contract/errors.ts';
import type { Feeds, Operations } from '../resolvers/context.ts';

function refused(): CloudError {
  return new CloudError('UNSUPPORTED', 'This gateway runs without a journal.');
}

/** Refuses all work; there is none to read. */
export const noOperations: Operations = {
  begin: () => Promise.reject(refused()),
  byId: () => Promise.resolve(null),
  list: () => Promise.resolve([]),
  count: () => Promise.resolve(0),
  wait: () => Promise.resolve(null),
  cancel: () => Promise.reject(refused()),
  resolve: () => Promise.reject(refused()),
};

/** A stream that refuses to begin. */
function nothing(): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refused()) }) };
}

/** Refuses all streams. */
export const noFeeds: Feeds = { instances: nothing, operations: nothing, operation: nothing };
