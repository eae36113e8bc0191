/** How many operations may run over streams at once: for one connection, and for all of them. */
import type { GraphQLError } from 'graphql';
import type { Limits } from '../../config/configuration.ts';
import { limitError } from '../limit.ts';

/** Gives a seat back; more than once does nothing. */
export type Leave = () => void;

/** The seats of one connection. */
export interface Seats {
  /** A seat, or the error that says why there is none. */
  readonly take: () => Leave | GraphQLError;
}

/** All seats of a server. */
export interface House {
  readonly forConnection: () => Seats;
  readonly taken: () => number;
}

/** Opens a house in which nobody sits. */
export function createHouse(limits: Pick<Limits, 'subscriptions' | 'subscriptionsPerConnection'>): House {
  let taken = 0;
  return {
    taken: () => taken,
    forConnection() {
      let own = 0;
      return {
        take() {
          const { subscriptions, subscriptionsPerConnection } = limits;
          if (own >= subscriptionsPerConnection) {
            return limitError('operations at once on one connection', own + 1, subscriptionsPerConnection);
          }
          if (taken >= subscriptions) return limitError('operations at once on all streams', taken + 1, subscriptions);
          own += 1;
          taken += 1;
          let isSeated = true;
          return () => {
            if (!isSeated) return;
            isSeated = false;
            own -= 1;
            taken -= 1;
          };
        },
      };
    },
  };
}
