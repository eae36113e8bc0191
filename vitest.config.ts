/** How the tests run: random order, no peers and no benches unless asked for by name, batching covered whole. */
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/**/*.peer.test.ts', 'test/bench/**'],
    sequence: { shuffle: true },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    unstubEnvs: true,
    coverage: {
      provider: 'v8',
      include: ['connectors/batching/**/*.ts'],
      reporter: ['text'],
      thresholds: { branches: 100 },
    },
  },
});
