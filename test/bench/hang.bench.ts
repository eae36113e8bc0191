/** One cloud hangs while it is asked all the time: how much longer the others take than when all is well. */
import { expect, it } from 'vitest';
import { addressOf, run } from '../src/program.ts';
import { ask } from '../src/running.ts';

const rounds = 4;
const requests = 15;

/** What waits for the cloud that hangs, several at a time. */
const everything = '{ instances(maxAge: 0) { sources { cloud { name } error { code } } } }';
const others = `{ instances(filter: { clouds: ["aws-demo", "openstack-demo"] }, maxAge: 0, first: 100) {
  complete nodes { id image { name } volumes { sizeGiB } networks { name } }
} }`;

function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

async function measure(url: string, times: number[]): Promise<void> {
  for (let request = 0; request < requests; request += 1) {
    const begun = performance.now();
    const { data } = await ask(url, others);
    times.push(performance.now() - begun);
    expect(data).toMatchObject({ instances: { complete: true } });
  }
}

it('leaves the others their normal time', { timeout: 300_000 }, async () => {
  const gateway = run(['serve', '--port', '0', '--demo-size', '200'], { text: 'deadlines: { source: 3s }' });
  const url = await addressOf(gateway);
  const faults = `${/vsphere, (?<url>http:\S+)/u.exec(gateway.output())?.groups?.['url']}/.nephograph/faults`;
  await measure(url, []);
  const well: number[] = [];
  const hanging: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await measure(url, well);
    await fetch(faults, { method: 'PUT', body: '["hang"]' });
    const waiting = Array.from({ length: 10 }, () => ask(url, everything));
    await measure(url, hanging);
    for (const { data } of await Promise.all(waiting)) {
      expect(data).toMatchObject({
        instances: {
          sources: expect.arrayContaining([{ cloud: { name: 'vsphere-demo' }, error: { code: 'TIMEOUT' } }]),
        },
      });
    }
    await fetch(faults, { method: 'PUT', body: '[]' });
  }
  const ratio = quantile(hanging, 0.5) / quantile(well, 0.5);
  const line = (name: string, times: readonly number[]): string =>
    `${name}: median ${quantile(times, 0.5).toFixed(1)} ms, 95th percentile ${quantile(times, 0.95).toFixed(1)} ms`;
  process.stdout.write(`${line('all well', well)}\n${line('one hangs', hanging)}\nratio ${ratio.toFixed(2)}\n`);
  expect(ratio).toBeLessThan(1.5);
});
