/** Reading and waiting in an embedded vCenter: the methods of property collectors and their filters. */
import { invalidArgument, notFound } from './fault.ts';
import type { Method } from './method-table.ts';
import { type Reading, retrieve, retrieveAll, retrieveMore } from './property-collector.ts';
import { type Element, refIn, textIn } from './request.ts';
import type { Session } from './session.ts';
import {
  addFilter,
  type Collector,
  collectorOf,
  collectorsOf,
  createCollector,
  filterSpec,
  requestCanceled,
  waitForUpdates,
} from './update.ts';
import { ref, type Ref } from './value.ts';

export const collectorMethods: Readonly<Record<string, Method>> = {
  CreatePropertyCollector: {
    order: ['_this'],
    answer(_, reading) {
      const { session, sessions } = reading;
      if (session === undefined) return undefined;
      return make(session, ref('PropertyCollector', sessions.nameFor(session)), reading).ref;
    },
  },
  DestroyPropertyCollector: {
    order: ['_this'],
    answer(method, reading) {
      const collector = collectorOf(refIn(method, '_this'), reading);
      collector.stop();
      if (reading.session !== undefined) collectorsOf(reading.session).delete(collector.ref.value);
      return undefined;
    },
  },
  CreateFilter: {
    order: ['_this', 'spec', 'partialUpdates'],
    answer(method, reading) {
      const { session, sessions } = reading;
      if (session === undefined) return undefined;
      const collector = ownCollector(refIn(method, '_this'), session, reading);
      const own = ref('PropertyFilter', sessions.nameFor(session));
      return addFilter(collector, own, filterSpec(method), reading).ref;
    },
  },
  DestroyPropertyFilter: {
    order: ['_this'],
    answer(method, { session }) {
      const target = refIn(method, '_this');
      for (const { filters } of session === undefined ? [] : collectorsOf(session).values()) {
        if (filters.delete(target.value)) return undefined;
      }
      throw notFound(target);
    },
  },
  WaitForUpdatesEx: {
    order: ['_this', 'version', 'options'],
    answer(method, reading) {
      const { session } = reading;
      if (session === undefined) return undefined;
      const collector = ownCollector(refIn(method, '_this'), session, reading);
      return waitForUpdates(collector, method, reading, reading.gone);
    },
  },
  CancelWaitForUpdates: {
    order: ['_this'],
    answer(method, reading) {
      const { session } = reading;
      if (session !== undefined) {
        ownCollector(refIn(method, '_this'), session, reading).wake?.(requestCanceled());
      }
      return undefined;
    },
  },
  RetrieveProperties: {
    order: ['_this', 'specSet'],
    open: true,
    answer(method, reading) {
      checkCollector(method, reading);
      return retrieveAll(reading, method);
    },
  },
  RetrievePropertiesEx: {
    order: ['_this', 'specSet', 'options'],
    open: true,
    answer(method, reading) {
      checkCollector(method, reading);
      return retrieve(reading, method);
    },
  },
  ContinueRetrievePropertiesEx: {
    order: ['_this', 'token'],
    answer: (method, reading) => retrieveMore(reading, textIn(method, 'token') ?? ''),
  },
  CancelRetrievePropertiesEx: {
    order: ['_this', 'token'],
    answer(method, { session }) {
      if (session?.tokens.delete(textIn(method, 'token') ?? '') !== true) throw invalidArgument('token');
      return undefined;
    },
  },
};

/** The collector that every session has; its state is made when it first has a filter. */
const common = 'propertyCollector';

function ownCollector(target: Ref, session: Session, reading: Reading): Collector {
  if (target.value === common && !collectorsOf(session).has(common)) return make(session, target, reading);
  return collectorOf(target, reading);
}

function make(session: Session, own: Ref, reading: Reading): Collector {
  const collector = createCollector(own, reading);
  collectorsOf(session).set(own.value, collector);
  return collector;
}

function checkCollector(method: Element, { session }: Reading): void {
  const collector = refIn(method, '_this');
  const known = collector.value === common || (session !== undefined && collectorsOf(session).has(collector.value));
  if (collector.ref !== 'PropertyCollector' || !known) throw notFound(collector);
}
