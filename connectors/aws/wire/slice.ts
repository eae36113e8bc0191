/** Cuts a long EC2 answer into short ones that say the same together, so that none takes long to parse. */

/** Shorter answers are left whole. Characters; about 13 instances, or 3 ms of parsing. */
const defaultLimit = 98_304;

/**
 * Every list answer of EC2 is one set of `<item>`s with little around it. Each slice is a whole document: the same
 * beginning and end, and some of the items. A reservation that is itself too long is cut in its `instancesSet`.
 * What does not look like this comes back as it is.
 */
export function slice(document: string, limit = defaultLimit): readonly string[] {
  if (document.length <= limit) return [document];
  const start = document.indexOf('<item>');
  const set = /<([A-Za-z]+)>\s*$/u.exec(document.slice(Math.max(0, start - 200), Math.max(0, start)))?.[1];
  const end = set === undefined ? -1 : document.lastIndexOf(`</${set}>`);
  if (start < 0 || end < start) return [document];
  const head = document.slice(0, start);
  const tail = document.slice(end);
  const groups = group(document.slice(start, end), limit);
  return groups === undefined ? [document] : groups.map((items) => head + items + tail);
}

/** Items put together up to the limit; undefined when this is not a row of items. */
function group(items: string, limit: number): readonly string[] | undefined {
  const groups: string[] = [];
  let pending = '';
  const all = cut(items);
  if (all === undefined) return undefined;
  for (const item of all) {
    if (item.length > limit) {
      if (pending !== '') groups.push(pending);
      pending = '';
      groups.push(...cutInside(item, limit));
      continue;
    }
    if (pending !== '' && pending.length + item.length > limit) {
      groups.push(pending);
      pending = '';
    }
    pending += item;
  }
  if (pending !== '') groups.push(pending);
  return groups;
}

/** A reservation of many instances, as several reservations of some. */
function cutInside(item: string, limit: number): readonly string[] {
  const open = '<instancesSet>';
  const start = item.indexOf(open);
  const end = item.lastIndexOf('</instancesSet>');
  if (start < 0 || end < start) return [item];
  const head = item.slice(0, start + open.length);
  const tail = item.slice(end);
  return group(item.slice(start + open.length, end), limit)?.map((items) => head + items + tail) ?? [item];
}

/** The items of one level. Each takes with it the white space before it. */
function cut(items: string): readonly string[] | undefined {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = items.indexOf('item>'); at >= 0; at = items.indexOf('item>', at + 5)) {
    const before = items.charAt(at - 1);
    if (before === '<') depth += 1;
    else if (before === '/' && items.charAt(at - 2) === '<') {
      depth -= 1;
      if (depth < 0) return undefined;
      if (depth === 0) {
        found.push(items.slice(from, at + 5));
        from = at + 5;
      }
    }
  }
  return depth === 0 && items.slice(from).trim() === '' ? found : undefined;
}
