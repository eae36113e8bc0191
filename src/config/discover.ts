/** The clouds that people have already told other tools about; used where nephograph.yaml names none. */
import type { Cloud } from '../../connectors/contract/connector.ts';
import type { ConnectionSettings } from './configuration.ts';
import { discoverAws } from './discovery/aws.ts';
import type { Findings, Surroundings } from './discovery/found.ts';
import { discoverOpenstack } from './discovery/openstack.ts';
import { discoverVsphere } from './discovery/vsphere.ts';

const places: readonly ((around: Surroundings) => Findings)[] = [discoverAws, discoverOpenstack, discoverVsphere];

/** Looks everywhere. What its own cloud would not accept is left out, with a note that says why. */
export function discover(
  around: Surroundings,
  clouds: readonly Cloud[],
  known: readonly ConnectionSettings[],
): { connections: readonly ConnectionSettings[]; notes: readonly string[] } {
  const taken = new Set(known.map(({ name }) => name));
  const connections: ConnectionSettings[] = [];
  const notes: string[] = [];
  for (const look of places) {
    const findings = look(around);
    notes.push(...findings.notes);
    for (const found of findings.connections) {
      const problems = clouds.find(({ name }) => name === found.provider)?.problems(found.settings) ?? [];
      if (problems.length === 0) {
        connections.push({ ...found, name: freeName(found.name, taken) });
      } else {
        const reasons = problems.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
        notes.push(`${found.origin} is not used: ${reasons}.`);
      }
    }
  }
  return { connections, notes };
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  taken.add(name);
  return name;
}
