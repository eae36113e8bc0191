/** How the tests run: random order; peers and benches only when asked for by `--mode`; batching covered whole. */
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';

const peers = 'test/**/*.peer.test.ts';

/** What each mode runs. Peers are shared and slow, and a bench wants the machine to itself: one file at a time. */
const modes: Readonly<Record<string, NonNullable<ViteUserConfig['test']>>> = {
  peers: { include: [peers], fileParallelism: false, testTimeout: 300_000, hookTimeout: 120_000 },
  bench: { include: ['test/bench/**/*.bench.ts'], fileParallelism: false, testTimeout: 600_000, hookTimeout: 120_000 },
};

export default defineConfig(({ mode }) => ({
  // As Node finds it, or there would be two of it: ours, and that of the packages that stand on it.
  resolve: { alias: [{ find: /^graphql$/u, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, peers, 'test/bench/**'],
    setupFiles: ['test/patience.ts'],
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    // What fails before or after all tests of a file is not tried again.
    hookTimeout: 60_000,
    // A machine that is held up for seconds is no news; the report says what was tried again. Not at a desk.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    ...(mode in modes ? { exclude: configDefaults.exclude, ...modes[mode] } : {}),
    sequence: { shuffle: true },
    coverage: {
      provider: 'v8',
      include: ['connectors/batching/**/*.ts'],
      reporter: ['json-summary'],
      thresholds: { branches: 100 },
    },
  },
}));
