/** What a gateway answers that follows no cloud: that it does not. */
import { CloudError } from '../connectors/contract/errors.ts';
import type { Feeds } from '../resolvers/context.ts';

function refused(): CloudError {
  return new CloudError('UNSUPPORTED', 'This gateway follows no cloud.');
}

/** A stream that refuses to begin. */
function nothing(): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refused()) }) };
}

/** Refuses all streams. */
export const noFeeds: Feeds = { instances: nothing, operations: nothing, operation: nothing };
