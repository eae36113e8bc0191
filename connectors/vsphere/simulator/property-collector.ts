/** The property collector of an embedded vCenter: named objects, traversals, exact paths, pages by token. */
import { invalidArgument, noPermission, notAuthenticated, notFound, VimFault } from './fault.ts';
import { isA, isBelow, isType, type Managed, managed, manager } from './object.ts';
import { read } from './path.ts';
import { type Element, invalidRequest, many, mustFollow, one, refIn, textIn } from './request.ts';
import { type Session, type Sessions, sessionManager, userSession, type View } from './session.ts';
import { force, list, type Ref, refs, refsIn, struct, type Value, writeAny } from './value.ts';
import type { World } from './world.ts';

/** Who reads, and what there is. */
export interface Reading {
  readonly world: World;
  readonly sessions: Sessions;
  readonly session: Session | undefined;
  /** Whether the user may read nothing: then every property is missing, and the call as such does not fail. */
  readonly denied?: boolean;
  /** Whether calls of this method are refused now. */
  readonly isDenied?: (method: string) => boolean;
  /** Whether the task that this call begins ends in an error. */
  readonly failTask?: boolean;
  /** Aborts when the client has gone. */
  readonly gone: AbortSignal;
}

/** What is read of one type. */
export interface PropertySpec {
  readonly type: string;
  readonly all: boolean;
  readonly paths: readonly string[];
}

/** More objects than this no answer holds, even when no page size was asked for. */
const mostObjects = 100_000;

const orders = {
  filter: ['propSet', 'objectSet', 'reportMissingObjectsInResults'],
  property: ['type', 'all', 'pathSet'],
  object: ['obj', 'skip', 'selectSet'],
  traversal: ['name', 'type', 'path', 'skip', 'selectSet'],
  selection: ['name'],
  options: ['maxObjects'],
} as const;

/** RetrieveProperties: all at once, without a page. */
export function retrieveAll(reading: Reading, method: Element): Value {
  return list(
    'ObjectContent',
    many(method, 'specSet').flatMap((spec) => contentsOf(reading, spec).map((make) => make())),
  );
}

/** RetrievePropertiesEx: undefined where nothing was selected at all. */
export function retrieve(reading: Reading, method: Element): Value {
  const options = one(method, 'options');
  if (options === undefined) throw invalidRequest('RetrievePropertiesEx has no options.');
  mustFollow(options, orders.options);
  const maxObjects = Number(textIn(options, 'maxObjects') ?? mostObjects);
  if (!Number.isInteger(maxObjects) || maxObjects < 1) throw invalidArgument('options.maxObjects');
  const found = many(method, 'specSet').flatMap((spec) => contentsOf(reading, spec));
  return page(reading, found, maxObjects);
}

/** ContinueRetrievePropertiesEx. A token is good once, and in its session only. */
export function retrieveMore({ session }: Reading, token: string): Value {
  const more = session?.tokens.get(token);
  session?.tokens.delete(token);
  if (more === undefined) throw invalidArgument('token');
  return more(mostObjects);
}

/** An object that a filter selects, and what it reads of it. */
export interface Selection {
  readonly object: Managed;
  readonly specs: readonly PropertySpec[];
}

function page(reading: Reading, selected: readonly (() => Value)[], size: number): Value {
  const now = selected.slice(0, size);
  const rest = selected.slice(size);
  const { session, sessions } = reading;
  let token: string | undefined;
  if (rest.length > 0 && session !== undefined) {
    token = sessions.token();
    session.tokens.set(token, () => page(reading, rest, size));
  }
  return struct('RetrieveResult', {
    token,
    objects: list(
      'ObjectContent',
      now.map((make) => make()),
    ),
  });
}

/** Each object once; its properties are read when its page is sent. */
function contentsOf(reading: Reading, spec: Element): readonly (() => Value)[] {
  return [...selectionOf(reading, spec).values()].map((selection) => () => content(selection, reading));
}

/** What a filter selects, by reference. */
export function selectionOf(reading: Reading, spec: Element): ReadonlyMap<string, Selection> {
  mustFollow(spec, orders.filter);
  const properties = many(spec, 'propSet').map(propertySpec);
  const leaveOut = textIn(spec, 'reportMissingObjectsInResults') === 'true';
  const found = new Map<string, Managed>();
  for (const objectSet of many(spec, 'objectSet')) {
    mustFollow(objectSet, orders.object);
    const start = resolve(reading, refIn(objectSet, 'obj'));
    if (start === undefined) {
      if (leaveOut) continue;
      throw notFound(refIn(objectSet, 'obj'));
    }
    walk(reading, start, objectSet, found);
  }
  const selected = new Map<string, Selection>();
  for (const object of found.values()) {
    const specs = properties.filter(({ type }) => isA(object.ref.ref, type));
    if (specs.length === 0) continue;
    if (reading.session !== undefined) checkPaths(object, specs);
    selected.set(object.ref.value, { object, specs });
  }
  return selected;
}

function propertySpec(element: Element): PropertySpec {
  mustFollow(element, orders.property);
  const type = textIn(element, 'type') ?? '';
  if (!isType(type)) throw new VimFault('InvalidType', { argument: type }, 'The type is not known.');
  return {
    type,
    all: textIn(element, 'all') === 'true',
    paths: many(element, 'pathSet').map(({ text }) => text),
  };
}

/** Follows the traversals from an object. A traversal may name another one, itself too. */
function walk(reading: Reading, start: Managed, objectSet: Element, found: Map<string, Managed>): void {
  const named = new Map<string, Element>();
  collectNames(objectSet, named);
  const seen = new Set<string>();
  const queue: { readonly object: Managed; readonly skip: boolean; readonly select: readonly Element[] }[] = [
    { object: start, skip: textIn(objectSet, 'skip') === 'true', select: many(objectSet, 'selectSet') },
  ];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { object, skip, select } = next;
    if (!skip) found.set(object.ref.value, object);
    const targets: typeof queue = [];
    for (const selection of select) {
      const traversal = selection.xsiType === 'TraversalSpec' ? selection : named.get(textIn(selection, 'name') ?? '');
      if (traversal === undefined) throw invalidArgument('selectSet.name');
      const path = textIn(traversal, 'path') ?? '';
      const mark = `${object.ref.value}/${[...named.values()].indexOf(traversal)}/${textIn(traversal, 'type')}/${path}`;
      if (!isA(object.ref.ref, textIn(traversal, 'type') ?? '') || seen.has(mark)) continue;
      seen.add(mark);
      for (const target of refsIn(read(object.properties, path))) {
        const below = resolve(reading, target);
        if (below === undefined) continue;
        targets.push({
          object: below,
          skip: textIn(traversal, 'skip') === 'true',
          select: many(traversal, 'selectSet'),
        });
      }
    }
    queue.push(...targets.toReversed());
  }
}

function collectNames(element: Element, named: Map<string, Element>): void {
  for (const selection of many(element, 'selectSet')) {
    if (selection.xsiType !== 'TraversalSpec') {
      mustFollow(selection, orders.selection);
      continue;
    }
    mustFollow(selection, orders.traversal);
    const name = textIn(selection, 'name');
    if (name !== undefined && name !== '') named.set(name, selection);
    collectNames(selection, named);
  }
}

/** An unknown path fails the whole call. */
function checkPaths({ properties }: Managed, specs: readonly PropertySpec[]): void {
  for (const { paths } of specs) {
    for (const path of paths) {
      if (!Object.hasOwn(properties, path.split(/[.[]/u)[0] ?? '')) {
        throw new VimFault('InvalidProperty', { name: path }, 'The property does not exist.');
      }
    }
  }
}

function pathsOf({ object, specs }: Selection): ReadonlySet<string> {
  return new Set(specs.flatMap((spec) => (spec.all ? Object.keys(object.properties) : spec.paths)));
}

/** What is selected of an object now, and how it is written: equal texts are equal values. */
export function valuesOf(selection: Selection): {
  readonly values: ReadonlyMap<string, Value | undefined>;
  readonly texts: ReadonlyMap<string, string>;
} {
  const values = new Map<string, Value | undefined>();
  const texts = new Map<string, string>();
  for (const path of pathsOf(selection)) {
    const value = read(selection.object.properties, path);
    values.set(path, value);
    texts.set(path, value === undefined ? '' : writeAny('val', value));
  }
  return { values, texts };
}

function content(selection: Selection, reading: Reading): Value {
  const { ref, properties } = selection.object;
  const paths = pathsOf(selection);
  if (reading.session === undefined) return unreadable(ref, paths, notAuthenticated(ref, 'System.Read'));
  if (reading.denied === true) return unreadable(ref, paths, noPermission(ref));
  const propSet: Value[] = [];
  for (const path of paths) {
    const value = read(properties, path);
    if (value !== undefined) propSet.push(struct('DynamicProperty', { name: path, val: { any: value } }));
  }
  return struct('ObjectContent', { obj: ref, propSet: list('DynamicProperty', propSet) });
}

/** Each property is missing; the call as such does not fail. */
function unreadable(ref: Ref, paths: ReadonlySet<string>, { localized: fault }: VimFault): Value {
  const missing = [...paths].map((path) => struct('MissingProperty', { path, fault }));
  return struct('ObjectContent', { obj: ref, missingSet: list('MissingProperty', missing) });
}

/** The object that a reference means, for whoever reads. Views are there for their own session only. */
export function resolve(reading: Reading, ref: Ref): Managed | undefined {
  const { world, session } = reading;
  const entity = world.entities.get(ref.value);
  if (entity !== undefined) return isA(entity.ref.ref, ref.ref) ? managed(entity, world) : undefined;
  const view = session?.views.get(ref.value);
  if (view !== undefined) return viewObject(view, world);
  if (ref.value === 'SessionManager') return sessionManagerObject(reading);
  return manager(ref.value, world);
}

function viewObject(view: View, world: World): Managed {
  return { ref: view.ref, properties: { view: () => refs(membersOf(view, world)) } };
}

/** What a view shows now. */
function membersOf({ container, types, recursive, members }: View, world: World): readonly Ref[] {
  if (container === undefined) return members.filter(({ value }) => world.entities.has(value));
  const found: Ref[] = [];
  for (const entity of world.entities.values()) {
    if (entity.kind === 'task') continue;
    if (types.length > 0 && !types.some((type) => isA(entity.ref.ref, type))) continue;
    const direct = 'parent' in entity && entity.parent?.value === container.value;
    if (recursive ? isBelow(entity, container, world) : direct) found.push(entity.ref);
  }
  return found;
}

function sessionManagerObject({ session, sessions }: Reading): Managed {
  return {
    ref: sessionManager(),
    properties: {
      currentSession: () => (session === undefined ? undefined : force(userSession(session))),
      sessionList: () => list('UserSession', sessions.all().map(userSession)),
      defaultLocale: 'en',
    },
  };
}
