/** What is printed when the gateway or the embedded clouds have started: where everything is, and what to try. */
import { faultWords } from '../../connectors/simulation/fault.ts';
import { faultsPath } from '../../connectors/simulation/server.ts';
import type { Configuration } from '../config/configuration.ts';
import type { RunningCloud } from './embedded.ts';
import { assignments, firstCommand } from './own-client.ts';

/** The gateway's. */
export function gatewayBanner(url: string, configuration: Configuration, embedded: readonly RunningCloud[]): string {
  const rows: (readonly [string, string])[] = [['graph', `${url}/graphql`]];
  if (configuration.server.profile !== 'production') {
    rows.push(['try it', `${url}/`], ['schema', `${url}/schema.graphql`]);
  }
  rows.push(['health', `${url}/readyz?verbose`]);
  const lines = ['nephograph is up', '', ...table(rows), '', 'clouds'];
  const width = Math.max(0, ...configuration.connections.map(({ name }) => name.length));
  for (const { name, provider, origin } of configuration.connections) {
    const where = embedded.find((cloud) => cloud.name === name)?.url ?? `from ${origin}`;
    lines.push(`  ${name.padEnd(width)}  ${provider}, ${where}`);
  }
  if (embedded.length > 0) lines.push('', ...embeddedNotes(embedded));
  return `${lines.join('\n')}\n`;
}

function embeddedNotes(embedded: readonly RunningCloud[]): readonly string[] {
  const [first] = embedded;
  if (first === undefined) return [];
  return [
    'These clouds are embedded: made up, and speaking the real protocols. Their own clients find them by',
    ...embedded.map((cloud) => `  export ${assignments(cloud).join(' ')}`),
    '',
    'Break one, and mend it again:',
    `  curl -X PUT ${first.url}${faultsPath} -d '["hang"]'    # ${faultWords}`,
    `  curl -X PUT ${first.url}${faultsPath} -d '[]'`,
  ];
}

/** That of the embedded clouds alone: lines that a shell can read, everything else a comment. */
export function cloudsBanner(embedded: readonly RunningCloud[]): string {
  const lines: string[] = [];
  for (const cloud of embedded) {
    const command = firstCommand(cloud);
    lines.push(`# ${cloud.name} at ${cloud.url}${command === undefined ? '' : `: ${command}`}`);
    lines.push(...assignments(cloud).map((assignment) => `export ${assignment}`), '');
  }
  lines.push(`# Faults: curl -X PUT URL${faultsPath} -d '["hang"]'; ${faultWords}; [] mends it.`);
  return `${lines.join('\n')}\n`;
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}
