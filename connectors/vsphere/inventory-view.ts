/** Reading a vCenter's inventory: through a view kept with the session, or by named objects. */
import type { Call } from '../contract/call.ts';
import { CloudError } from '../contract/errors.ts';
import { keep } from './kept.ts';
import type { Session, Sessions } from './session.ts';
import { at, refOf } from './wire/decode.ts';
import { struct } from './wire/encode.ts';
import { escapeName, type MoRef } from './wire/moref.ts';
import {
  type Content,
  type ObjectSpec,
  type PropertySpec,
  readable,
  resultOf,
  retrieve,
  retrieveMore,
} from './wire/property-collector.ts';

/** The objects that the view holds: all that any noun lists, and all that a machine may be put into. */
const viewed = [
  'VirtualMachine',
  'HostSystem',
  'ComputeResource',
  'Network',
  'Datastore',
  'Folder',
  'Datacenter',
  'ResourcePool',
  'DistributedVirtualSwitch',
];

/** What is read of each object of a view, and what is followed from there. */
export interface ViewRead {
  readonly properties: readonly PropertySpec[];
  readonly follow?: ObjectSpec['follow'];
  readonly maxObjects: number;
}

/** Some of a view's objects. */
export interface ViewPage {
  readonly contents: readonly Content[];
  readonly next: string | undefined;
}

/** Reads of one vCenter. */
export interface InventoryView {
  /**
   * Signs in and makes the view, if that is to be done: before several reads that go out at the same time, so that
   * the trace of their caller hears of it once.
   */
  readonly ready: (call: Call) => Promise<void>;
  /**
   * One page of all objects. A cursor is bound to the session: when that was lost between two pages the walk
   * starts again, once, from its first page, so that some objects are seen twice and none is missed.
   */
  readonly page: (call: Call, read: ViewRead, cursor: string | undefined) => Promise<ViewPage>;
  /** All objects of a view at once, for what is few. `also` are read in the same call. */
  readonly all: (
    call: Call,
    properties: readonly PropertySpec[],
    also?: readonly ObjectSpec[],
  ) => Promise<readonly Content[]>;
  /** The view of this session; for filters over it. */
  readonly viewIn: (call: Call, session: Session) => Promise<ObjectSpec>;
  /** These objects, as far as they exist; also those that may not be read (`refusalOf`). */
  readonly named: (
    call: Call,
    properties: readonly PropertySpec[],
    objects: readonly ObjectSpec[],
  ) => Promise<readonly Content[]>;
}

/** Faults of a token that this session's collector does not know: `InvalidProperty` is what vcsim says. */
const unknownToken: ReadonlySet<string | undefined> = new Set([
  'InvalidArgument',
  'InvalidProperty',
  'NotAuthenticated',
]);

/** Makes the reads. `datacenter` limits the view to what is below it. */
export function createInventoryView(
  sessions: Sessions,
  lifetime: AbortSignal,
  datacenter: string | undefined,
): InventoryView {
  async function container(call: Call, session: Session): Promise<MoRef> {
    const { content } = session;
    if (datacenter === undefined) return content.rootFolder;
    if (content.searchIndex === undefined) throw new CloudError('UNSUPPORTED', 'The server has no search index.');
    const inventoryPath = datacenter.includes('/') ? datacenter : escapeName(datacenter);
    const found = await sessions.call(
      call,
      session,
      struct('FindByInventoryPath', { _this: content.searchIndex, inventoryPath }),
    );
    const ref = refOf(at(found, 'returnval'));
    if (ref?.type === 'Datacenter') return ref;
    throw new CloudError('INVALID', `vCenter has no datacenter ${JSON.stringify(datacenter)}.`);
  }

  async function viewOf(call: Call, session: Session): Promise<MoRef> {
    let view = session.kept.get('view');
    if (view === undefined) {
      view = keep(lifetime, async (own) => {
        const make = struct('CreateContainerView', {
          _this: session.content.viewManager,
          container: await container(own, session),
          type: viewed,
          recursive: true,
        });
        const ref = refOf(at(await sessions.call(own, session, make), 'returnval'));
        if (ref === undefined) throw new CloudError('UNKNOWN', 'vCenter made no view.');
        return ref;
      });
      session.kept.set('view', view);
    }
    return await view.get(call);
  }

  /** Runs with the view, and once more with a new one when somebody has destroyed it. */
  async function withView<T>(call: Call, session: Session, run: (view: ObjectSpec['ref']) => Promise<T>): Promise<T> {
    const view = await viewOf(call, session);
    try {
      return await run(view);
    } catch (thrown) {
      if (!(thrown instanceof CloudError) || thrown.nativeCode !== 'ManagedObjectNotFound') throw thrown;
      session.kept.get('view')?.drop(view);
      return await run(await viewOf(call, session));
    }
  }

  const through = (view: MoRef, follow: ObjectSpec['follow']): ObjectSpec => ({
    ref: view,
    skip: true,
    follow: [{ type: 'ContainerView', path: 'view', ...(follow === undefined ? {} : { follow }) }],
  });

  async function first(call: Call, read: ViewRead, restarts: number): Promise<ViewPage> {
    return await sessions.with(call, (session) =>
      withView(call, session, async (view) => {
        const { propertyCollector } = session.content;
        const objects = [through(view, read.follow)];
        const method = retrieve(propertyCollector, read.properties, objects, {
          maxObjects: read.maxObjects,
          leaveOutMissing: false,
        });
        const { contents, token } = resultOf(await sessions.call(call, session, method));
        return { contents: readable(contents), next: token === undefined ? undefined : formatCursor(token, restarts) };
      }),
    );
  }

  /** All pages of one read, within one session. */
  async function whole(
    call: Call,
    session: Session,
    properties: readonly PropertySpec[],
    objects: readonly ObjectSpec[],
    leaveOutMissing: boolean,
  ) {
    const { propertyCollector } = session.content;
    const contents: Content[] = [];
    let answer = resultOf(
      await sessions.call(call, session, retrieve(propertyCollector, properties, objects, { leaveOutMissing })),
    );
    contents.push(...answer.contents);
    // A server may page though it was not asked to.
    while (answer.token !== undefined) {
      answer = resultOf(await sessions.call(call, session, retrieveMore(propertyCollector, answer.token)));
      contents.push(...answer.contents);
    }
    return contents;
  }

  return {
    ready: (call) =>
      sessions.with(call, async (session) => {
        await viewOf(call, session);
      }),
    async page(call, read, cursor) {
      if (cursor === undefined) return await first(call, read, 0);
      const { token, restarts } = parseCursor(cursor);
      try {
        return await sessions.with(call, async (session) => {
          const method = retrieveMore(session.content.propertyCollector, token);
          const { contents, token: next } = resultOf(await sessions.call(call, session, method));
          return { contents: readable(contents), next: next === undefined ? undefined : formatCursor(next, restarts) };
        });
      } catch (thrown) {
        if (!(thrown instanceof CloudError) || !unknownToken.has(thrown.nativeCode)) throw thrown;
        if (restarts > 0) {
          throw new CloudError('UNAVAILABLE', 'The vCenter session was lost twice during one walk.', {
            nativeCode: thrown.nativeCode,
            cause: thrown,
          });
        }
        return await first(call, read, restarts + 1);
      }
    },
    all: (call, properties, also = []) =>
      sessions.with(call, (session) =>
        withView(call, session, (view) => whole(call, session, properties, [through(view, undefined), ...also], false)),
      ),
    viewIn: async (call, session) => through(await viewOf(call, session), undefined),
    named: (call, properties, objects) =>
      sessions.with(call, (session) => whole(call, session, properties, objects, true)),
  };
}

function formatCursor(token: string, restarts: number): string {
  return `${restarts}:${token}`;
}

function parseCursor(cursor: string): { readonly token: string; readonly restarts: number } {
  const match = /^(?<restarts>\d):(?<token>.+)$/su.exec(cursor);
  const { restarts, token } = match?.groups ?? {};
  if (restarts === undefined || token === undefined) throw new CloudError('INVALID', 'This is no cursor of ours.');
  return { token, restarts: Number(restarts) };
}
