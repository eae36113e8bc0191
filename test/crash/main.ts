/** `npm run crash-matrix -- --kills 300 --seed 1`: kills gateways, and prints what was lost and what was done twice. */
import { parseArgs } from 'node:util';
import { runMatrix, scenarios, type Verdict } from './matrix.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
});
const kills = whole('kills', values.kills);
const seed = whole('seed', values.seed);

function whole(name: string, text: string): number {
  if (/^\d{1,6}$/u.test(text)) return Number(text);
  process.stderr.write(`--${name} must be a whole number, not ${text}.\n`);
  process.exit(2);
}

function tell({ scenario, killed, state, lost, duplicated }: Verdict): void {
  const where = 'failpoint' in scenario.kill ? scenario.kill.failpoint : `after ${scenario.kill.afterMs} ms`;
  const what = `${scenario.provider} ${scenario.verb}, ${where}${scenario.lost ? ', answer lost' : ''}`;
  const marks = `${killed ? '' : ' (not killed)'}${lost ? ' LOST' : ''}${duplicated ? ' DUPLICATED' : ''}`;
  process.stdout.write(`${what}: ${state}${marks}\n`);
}

const verdicts = await runMatrix(scenarios(kills, seed), seed, tell);
const count = (is: (verdict: Verdict) => boolean): number => verdicts.filter(is).length;
const lost = count((verdict) => verdict.lost);
const duplicated = count((verdict) => verdict.duplicated);
process.stdout.write(
  `${count(({ killed }) => killed)} kills in ${verdicts.length} operations, ` +
    `${count(({ acknowledged }) => acknowledged)} acknowledged before: ${lost} lost, ${duplicated} duplicated, ` +
    `${count(({ state }) => state === 'UNKNOWN_OUTCOME')} of unknown outcome\n`,
);
process.exitCode = lost + duplicated === 0 ? 0 : 1;
