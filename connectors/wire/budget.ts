/** A retry budget: how much extra load a failing cloud may be given, shared by all who call it. */

/** Tokens as the AWS SDK counts them: a retry takes some, a first success gives one back. */
export interface RetryBudget {
  /** Takes what one retry costs, or answers false when the budget is spent. */
  readonly spend: (cost: number) => boolean;
  /** A call succeeded without a retry. */
  readonly earn: () => void;
}

/** 500 tokens at 5 a retry: after 100 retries in a row, further failures are not repeated. */
export function createRetryBudget(capacity = 500): RetryBudget {
  let tokens = capacity;
  return {
    spend(cost) {
      if (tokens < cost) return false;
      tokens -= cost;
      return true;
    },
    earn() {
      tokens = Math.min(capacity, tokens + 1);
    },
  };
}
