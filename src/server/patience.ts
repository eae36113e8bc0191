/** How long a request may take: until its client has gone, or its time is up. */
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Patience } from '../../resolvers/context.ts';

/** Patience that somebody must end. */
export interface RunningPatience extends Patience {
  /** The request is over. With a reason it is cut off, without one it has been answered. */
  readonly end: (reason?: CloudError) => void;
}

/** The client has left before its answer. */
export function gone(): CloudError {
  return new CloudError('CANCELLED', 'The client has gone.');
}

/** Begins to wait, so many milliseconds at most. */
export function startPatience(ms: number): RunningPatience {
  const controller = new AbortController();
  let allowedMs = ms;
  let isOver = false;
  function startTimer(): NodeJS.Timeout {
    return setTimeout(() => {
      controller.abort(new CloudError('TIMEOUT', `The request was not answered within ${allowedMs} ms.`));
    }, allowedMs).unref();
  }
  let timer = startTimer();
  return {
    signal: controller.signal,
    extend(more) {
      if (more <= allowedMs || isOver) return;
      clearTimeout(timer);
      allowedMs = more;
      timer = startTimer();
    },
    end(reason) {
      isOver = true;
      clearTimeout(timer);
      if (reason !== undefined) controller.abort(reason);
    },
  };
}
