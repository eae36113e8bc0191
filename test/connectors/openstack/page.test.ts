/** Walking lists to their end, whatever the service calls the next page, and when the place in the list is lost. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { Json } from '../../../connectors/contract/resource.ts';
import { type Listing, readPages } from '../../../connectors/openstack/wire/page.ts';
import type { Row } from '../../../connectors/openstack/wire/json.ts';
import type { Reader } from '../../../connectors/openstack/wire/reader.ts';
import { quietCall } from '../quiet-call.ts';
import { all, has, open } from './opened.ts';

const ports: Listing = { service: 'network', path: '/ports', key: 'ports', query: 'fields=id', pageSize: 2 };

/** A reader that answers from a script and writes down the paths. */
function scripted(answers: readonly (Row | CloudError)[]): { readonly reader: Reader; readonly paths: string[] } {
  const paths: string[] = [];
  const rest = [...answers];
  const reader: Reader = {
    ask(question) {
      paths.push(question.path);
      const answer = rest.shift();
      if (answer === undefined) throw new Error('Nobody expected a further question.');
      if (answer instanceof CloudError) return Promise.reject(answer);
      return Promise.resolve({ row: answer, askedAt: 0, requestId: null, cloudTime: 0 });
    },
    session: { current: () => Promise.reject(new Error()), renewed: () => Promise.reject(new Error()), peek() {} },
    regions: () => Promise.resolve(['One']),
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return { reader, paths };
}

async function walk(reader: Reader, listing = ports): Promise<Json[]> {
  const seen: Json[] = [];
  for await (const page of readPages(reader, listing, 'One', quietCall())) {
    seen.push(...page.rows.map((row) => row['id'] ?? null));
  }
  return seen;
}

const gone = new CloudError('NOT_FOUND', 'Port b could not be found.');
const previous = { rel: 'previous', href: 'http://inside/v2.0/ports?marker=a&page_reverse=True' };

function portsPage(ids: readonly string[], next?: string): Row {
  const links =
    next === undefined ? [previous] : [previous, { rel: 'next', href: `https://inside:9696/x?marker=${next}` }];
  return { ports: ids.map((id) => ({ id })), ports_links: links };
}

describe('pages', () => {
  it('follow the next and not the previous, by its marker and not by its address', async () => {
    const { reader, paths } = scripted([portsPage(['a', 'b'], 'b%20c'), portsPage(['c'])]);
    expect(await walk(reader)).toEqual(['a', 'b', 'c']);
    expect(paths).toEqual(['/ports?fields=id&limit=2', '/ports?fields=id&limit=2&marker=b%20c']);
  });

  it('end on an empty page, and on a next that leads to itself', async () => {
    expect(await walk(scripted([portsPage(['a', 'b'], 'b'), portsPage([], 'b')]).reader)).toEqual(['a', 'b']);
    expect(await walk(scripted([portsPage(['a', 'b'], 'b'), portsPage(['c'], 'b')]).reader)).toEqual(['a', 'b', 'c']);
  });

  it('begin anew when the marker is gone, and not for ever', async () => {
    const lucky = scripted([portsPage(['a', 'b'], 'b'), gone, portsPage(['a', 'c'], 'c'), portsPage(['d'])]);
    expect(await walk(lucky.reader)).toEqual(['a', 'b', 'a', 'c', 'd']);
    const unlucky = scripted(
      Array.from({ length: 13 }, (_, index) => (index % 2 === 0 ? portsPage(['a'], 'a') : gone)),
    );
    await expect(walk(unlucky.reader)).rejects.toMatchObject({ code: 'NOT_FOUND', message: gone.message });
    expect(unlucky.paths).toHaveLength(12);
  });

  it('do not begin anew for a first page that is refused', async () => {
    const { reader, paths } = scripted([gone]);
    await expect(walk(reader)).rejects.toMatchObject({ code: 'NOT_FOUND', message: gone.message });
    expect(paths).toHaveLength(1);
  });

  it('take an answer without the rows for no answer', async () => {
    await expect(walk(scripted([{ servers: [] }]).reader)).rejects.toMatchObject({ code: 'UNKNOWN' });
  });

  it('follow Glance’s relative link at the top', async () => {
    const images: Listing = { service: 'image', path: '/images', key: 'images', pageSize: 1 };
    const { reader, paths } = scripted([
      { images: [{ id: 'a' }], next: '/v2/images?limit=1&marker=a', first: '/v2/images?limit=1' },
      { images: [], first: '/v2/images?limit=1' },
    ]);
    expect(await walk(reader, images)).toEqual(['a']);
    expect(paths[1]).toBe('/images?limit=1&marker=a');
  });

  it('reach the end of every list of a cloud with pages of seven', async () => {
    await using opened = await open({ pageCap: 7 });
    await using whole = await open();
    for (const noun of ['instances', 'images', 'volumes', 'networks'] as const) {
      const seen = await all<{ id: string }>(has(opened.connector[noun]).list, opened.call);
      const expected = await all<{ id: string }>(has(whole.connector[noun]).list, whole.call);
      expect(seen.map(({ id }) => id).toSorted(), noun).toEqual(expected.map(({ id }) => id).toSorted());
    }
    expect(opened.sent.filter((sent) => sent === 'compute GET /servers/detail')).toHaveLength(9);
  });

  it('find more images than Glance’s own page of 25', async () => {
    await using opened = await open();
    expect((await all(has(opened.connector.images).list, opened.call)).length).toBeGreaterThan(25);
    expect(opened.sent.filter((sent) => sent === 'image GET /images')).toHaveLength(1);
  });
});
