/** One event to thousands of subscribers over real sockets: how long the server needs, what each costs, alike and each apart. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { event, runTinyGraph, thing, type TinyGraph } from '../src/server/live/tiny-graph.ts';

const subscribers = 5000;
const perProcess = 1250;
const rounds = 20;

const query = 'subscription { things { type id cursor thing { id name state size } } }';

/** Clients in processes of their own: each process says when all of its clients have a frame. */
async function crowd(url: string, each: boolean): Promise<readonly ChildProcess[]> {
  const script = fileURLToPath(new URL('crowd.ts', import.meta.url));
  const processes = Array.from({ length: subscribers / perProcess }, (_value, index) =>
    spawn(process.execPath, [script, url, String(perProcess), each ? String(index * perProcess) : '', query], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  onTestFinished(() => processes.forEach((child) => child.kill()));
  return processes;
}

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

async function measure(graph: TinyGraph, each: boolean) {
  global.gc?.();
  const before = process.memoryUsage().rss;
  const processes = await crowd(graph.url, each);
  const lines = processes.map((child) => createInterface({ input: child.stdout ?? process.stdin }));
  await vi.waitFor(() => expect(graph.things.readers()).toBe(subscribers), { timeout: 60_000, interval: 100 });
  const rss = process.memoryUsage().rss - before;
  const times: number[] = [];
  const cpu: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const told = Promise.all(lines.map((line) => once(line, 'line')));
    const begun = performance.now();
    const cpuBegun = process.cpuUsage();
    graph.things.tell(event('UPSERT', thing('a', { size: round })));
    await told;
    times.push(performance.now() - begun);
    const { user, system } = process.cpuUsage(cpuBegun);
    cpu.push((user + system) / 1000);
  }
  for (const child of processes) child.kill();
  await vi.waitFor(() => expect(graph.things.readers()).toBe(0), { timeout: 60_000, interval: 100 });
  return { rss, median: quantile(times, 0.5), worst: quantile(times, 0.99), cpu: quantile(cpu, 0.5) };
}

it('costs less where subscribers ask alike', { timeout: 300_000 }, async () => {
  const differences = { limits: { subscriptions: subscribers } };
  const alike = await measure(await runTinyGraph(differences), false);
  const apart = await measure(await runTinyGraph(differences), true);
  for (const [name, { rss, median, worst, cpu }] of Object.entries({ alike, apart })) {
    const each = (rss / 1024 / subscribers).toFixed(1);
    process.stdout.write(
      `${subscribers} subscribers who ask ${name}: one event to all in ${median.toFixed(0)} ms (99th percentile ${worst.toFixed(0)} ms), ` +
        `${cpu.toFixed(0)} ms of processor in the server, ${each} KiB each\n`,
    );
  }
  process.stdout.write(`ratio of processor, alike to apart: ${(alike.cpu / apart.cpu).toFixed(2)}\n`);
  expect(alike.cpu).toBeLessThan(apart.cpu);
});
