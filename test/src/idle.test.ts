/** A gateway that nobody follows and that does nothing asks no cloud anything, for hours. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import { createHandHost, settle } from '../connectors/hand-host.ts';
import { startAll } from './fleet-of-clouds.ts';
import { openCutClient } from './cut-client.ts';
import { ask, openGateway } from './running.ts';

it('an idle gateway is silent', { timeout: 120_000 }, async () => {
  const all = await startAll({ size: 20, seed: 5, pace: 0 });
  const { host, clock } = createHandHost();
  const gateway = await openGateway({
    clouds,
    connections: all.map(({ connection }) => connection),
    host: { now: host.now, sleep: host.sleep },
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= gateway.close());
  onTestFinished(close);
  const { url } = gateway;

  /** Lets time pass until something holds. */
  async function until(holds: () => Promise<void> | void): Promise<void> {
    await vi.waitFor(
      async () => {
        clock.advance(250);
        await settle();
        await holds();
      },
      { timeout: 30_000, interval: 5 },
    );
  }

  /** What the clouds are asked in so many minutes. */
  async function askedIn(minutes: number): Promise<readonly string[]> {
    for (const { cloud } of all) cloud.forget();
    for (let minute = 0; minute < minutes; minute += 1) {
      clock.advance(60_000);
      await settle();
    }
    return all.flatMap(({ provider, cloud }) => cloud.calls().map(({ action }) => `${provider} ${action}`));
  }

  expect(await askedIn(180), 'before anybody came').toEqual([]);

  const client = openCutClient(url);
  await until(() => expect(client.counts.get('SYNCED')).toBe(1));
  for (const { provider } of all) {
    const running = [...client.known].filter(([id, { state }]) => id.startsWith(provider) && state === 'RUNNING');
    let operation: string | undefined;
    for (const [instanceId] of running) {
      const { data } = await ask(
        url,
        `mutation ($input: StopInstanceInput!) { stopInstance(input: $input) { operation { id } userErrors { message } } }`,
        { input: { instanceId, mode: 'FORCED' } },
      );
      operation = (data as { stopInstance: { operation: { id: string } | null } }).stopInstance.operation?.id;
      if (operation !== undefined) break;
    }
    expect(operation, provider).toBeDefined();
    await until(async () => {
      const { data } = await ask(url, 'query ($id: ID!) { operation(id: $id) { state } }', { id: operation });
      expect(data).toEqual({ operation: { state: 'SUCCEEDED' } });
    });
  }
  expect((await askedIn(10)).length, 'while somebody follows').toBeGreaterThan(0);

  client.leave();
  // They are followed on for a while, in case somebody comes back.
  await until(() => expect(gateway.logged.some((line) => line.includes('"a subscription"'))).toBe(true));
  for (let minute = 0; minute < 3; minute += 1) {
    clock.advance(60_000);
    await settle();
  }
  // What is under way still arrives, the farewells too.
  for (let turns = 0; turns < 50; turns += 1) await settle();
  expect(await askedIn(180), 'after the last has gone').toEqual([]);
  await close();
});
