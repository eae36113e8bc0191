/** Runs every check side by side, as many at once as there are processors, and prints only what fails. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

/** The npm scripts that are checks, the longest first. */
const checks = ['types', 'imports', 'lint:code', 'format:check', 'codegen:check', 'unused', 'lint:schema'];

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
}

function run(check: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', check], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', (error) => resolve({ passed: false, output: error.message }));
    child.once('close', (code) => resolve({ passed: code === 0, output }));
  });
}

const waiting = [...checks];
const failed: string[] = [];

async function work(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const begun = performance.now();
    const { passed, output } = await run(check);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stdout.write(`${passed ? 'ok  ' : 'FAIL'} ${check} (${seconds} s)\n`);
    if (passed) continue;
    failed.push(check);
    process.stdout.write(`${output.trimEnd()}\n\n`);
  }
}

await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
if (failed.length > 0) {
  process.stdout.write(`Failed: ${failed.join(', ')}. Each is an npm script: npm run ${failed[0]}\n`);
  process.exitCode = 1;
}
