/** A subscription in a terminal: what is printed, what it ends with, and that it goes on where it was cut off. */
import { describe, expect, it, vi } from 'vitest';
import { run, type Run } from '../program.ts';
import { event, runTinyGraph, thing, type TinyGraph } from '../server/live/tiny-graph.ts';

const patience = { timeout: 30_000, interval: 20 };

function lines({ output }: Run): readonly unknown[] {
  return output()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

async function watching(graph: TinyGraph, ...args: readonly string[]): Promise<Run> {
  const watch = run(['watch', '--url', graph.url, ...args]);
  await vi.waitFor(() => expect(graph.things.readers() + graph.one.readers(), watch.errors()).toBe(1), patience);
  return watch;
}

describe('watch', () => {
  it('prints a line for each frame, and ends well when it completes', async () => {
    const graph = await runTinyGraph();
    const watch = await watching(
      graph,
      'subscription ($id: ID!) { thing(id: $id) { state } }',
      '--variables',
      '{"id":"1"}',
    );
    graph.one.tell(thing('1', { state: 'PENDING' }), thing('1', { state: 'RUNNING' }));
    graph.one.end();
    expect(await watch.ended).toBe(0);
    expect(lines(watch)).toEqual([{ thing: { state: 'PENDING' } }, { thing: { state: 'RUNNING' } }]);
    expect(watch.errors()).toBe('');
  });

  it('prints the errors of a frame beside its data', async () => {
    const graph = await runTinyGraph();
    const watch = await watching(graph, 'subscription { thing(id: 1) { id cloudy } }');
    graph.one.tell(thing('1'));
    graph.one.end();
    expect(await watch.ended).toBe(0);
    expect(lines(watch)).toEqual([
      {
        data: { thing: { id: '1', cloudy: null } },
        errors: [expect.objectContaining({ message: 'The cloud wants a rest.' }) as unknown],
      },
    ]);
  });

  it('connects again when the gateway has gone, and goes on behind its last cursor', async () => {
    const first = await runTinyGraph();
    const watch = await watching(first, 'subscription ($after: String) { things(after: $after) { type id cursor } }');
    const told = [event('SNAPSHOT', thing('a')), event('SYNCED')];
    first.things.tell(...told);
    await vi.waitFor(() => expect(lines(watch)).toHaveLength(2), patience);
    await first.close();
    await vi.waitFor(() => expect(watch.errors()).toContain('(1012: Service Restart). Connecting again.'), patience);
    const second = await runTinyGraph({ server: { port: Number(new URL(first.url).port) } });
    await vi.waitFor(() => expect(second.things.resumed).toEqual([told[1]?.cursor]), patience);
    const after = event('UPSERT', thing('b'));
    second.things.tell(after);
    second.things.end();
    expect(await watch.ended).toBe(0);
    expect(lines(watch).at(-1)).toEqual({ things: { type: 'UPSERT', id: 'b', cursor: after.cursor } });
  });

  it('begins anew where the document has no place for a cursor', async () => {
    const first = await runTinyGraph();
    const watch = await watching(first, 'subscription { things { type cursor } }');
    first.things.tell(event('SYNCED'));
    await vi.waitFor(() => expect(lines(watch)).toHaveLength(1), patience);
    await first.close();
    const second = await runTinyGraph({ server: { port: Number(new URL(first.url).port) } });
    await vi.waitFor(() => expect(second.things.resumed).toEqual([undefined]), patience);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends well with %s, and leaves', async (signal) => {
    const graph = await runTinyGraph();
    const watch = await watching(graph, 'subscription { things { type } }');
    watch.child.kill(signal);
    expect(await watch.ended).toBe(0);
    await vi.waitFor(() => expect(graph.things.readers()).toBe(0));
  });

  it('ends well with SIGTERM also while there is no gateway', async () => {
    const graph = await runTinyGraph();
    const watch = await watching(graph, 'subscription { things { type } }');
    await graph.close();
    await vi.waitFor(() => expect(watch.errors()).toContain('Connecting again.'), patience);
    watch.child.kill('SIGTERM');
    expect(await watch.ended).toBe(0);
  });

  it('ends with 1 for what the gateway refuses', async () => {
    const { url } = await runTinyGraph();
    const watch = run(['watch', '--url', url, 'subscription { refused { type } }']);
    expect(await watch.ended).toBe(1);
    expect(watch.errors()).toBe('The cloud wants a rest.\n');
  });

  it('ends with 1 where there is no gateway', async () => {
    const watch = run(['watch', '--url', 'http://127.0.0.1:9', 'subscription { things { type } }']);
    expect(await watch.ended).toBe(1);
    expect(watch.errors()).toBe('http://127.0.0.1:9 cannot be reached: connect ECONNREFUSED 127.0.0.1:9\n');
  });

  it.each([
    [['{ hello }'], 'Only a subscription can be watched, and one at a time: subscription { … }\n'],
    [['subscription {'], 'Syntax Error: Expected Name, found <EOF>.'],
    [['--variables', '[1]', 'subscription { a }'], '--variables: expected a JSON object, found [1]\n'],
    [['--url', 'localhost', 'subscription { a }'], 'Not an address of a gateway'],
    [[], "missing required argument 'subscription'"],
  ])('ends with 2 for %j', async (args, message) => {
    const watch = run(['watch', ...args]);
    expect(await watch.ended).toBe(2);
    expect(watch.errors()).toContain(message);
    expect(watch.output()).toBe('');
  });
});
