/** The embedded clouds as they were asked for: how large, from which seed, on which ports, and how broken. */
import { faultWords, parseFault, type FaultRule } from '../../connectors/simulation/fault.ts';
import { defaults, demoName, type DemoSettings } from './configuration.ts';
import type { YamlFile } from './document.ts';
import type { Flags, FlagValue, FlagValues } from './environment.ts';
import type { FileSettings } from './file-schema.ts';
import { flagNumber, flagSwitch } from './flag.ts';
import { describePath, type Mistake } from './mistake.ts';

export interface DemoSources {
  readonly values: FlagValues;
  readonly settings: FileSettings['demo'];
  /** For the places of mistakes in the file. */
  readonly yaml: YamlFile | undefined;
  /** The providers that have an embedded cloud. */
  readonly providers: readonly string[];
}

/** What was made of it. */
export interface DemoAnswer {
  readonly demo: DemoSettings;
  /** Somebody said that they want embedded clouds: by `--demo`, by any flag about them, or in the file. */
  readonly asked: boolean;
  /** Somebody said that they do not. */
  readonly refused: boolean;
  readonly mistakes: readonly Mistake[];
}

/** The flags that only make sense with embedded clouds, and so ask for them. */
const telling: readonly (keyof Flags)[] = [
  'demoSize',
  'demoSeed',
  'demoFault',
  'awsPort',
  'openstackPort',
  'vspherePort',
];

/** Reads what was said about the embedded clouds. */
export function readDemo({ values, settings, yaml, providers }: DemoSources): DemoAnswer {
  const mistakes: Mistake[] = [];
  const number = flagNumber(values, mistakes);
  const said = flagSwitch(values, mistakes)('demo') ?? settings?.enabled;
  const told = telling.some((name) => values[name] !== undefined);
  const demo = {
    size: number('demoSize', 0, 10_000) ?? settings?.size ?? defaults.demo.size,
    seed: number('demoSeed', 0, 4_294_967_295) ?? settings?.seed ?? defaults.demo.seed,
    faults: readFaults(values, settings?.faults ?? [], yaml, providers, mistakes),
    ports: readPorts(number, settings?.ports ?? {}, yaml, providers, mistakes),
  };
  return { demo, asked: said ?? told, refused: said === false, mistakes };
}

function readPorts(
  number: (name: keyof Flags, least: number, most: number) => number | undefined,
  written: Readonly<Record<string, number>>,
  yaml: YamlFile | undefined,
  providers: readonly string[],
  mistakes: Mistake[],
): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const [provider, port] of Object.entries(written)) {
    if (providers.includes(provider)) ports.set(provider, port);
    else {
      const path = ['demo', 'ports', provider];
      const message = `no such embedded cloud; there are ${providers.join(', ')}`;
      mistakes.push({ place: yaml?.placeOfKey(path) ?? '', path: describePath(path), message });
    }
  }
  const flags = { aws: 'awsPort', openstack: 'openstackPort', vsphere: 'vspherePort' } as const;
  for (const [provider, name] of Object.entries(flags)) {
    const port = number(name, 0, 65_535);
    if (port !== undefined) ports.set(provider, port);
  }
  return ports;
}

function readFaults(
  values: FlagValues,
  written: readonly string[],
  yaml: YamlFile | undefined,
  providers: readonly string[],
  mistakes: Mistake[],
): ReadonlyMap<string, readonly FaultRule[]> {
  const inFile: readonly FlagValue[] = written.map((text, index) => ({
    text,
    place: yaml?.placeOf(['demo', 'faults', index]) ?? '',
  }));
  const names = providers.map((provider) => demoName(provider));
  const faults = new Map<string, FaultRule[]>();
  for (const { text, place } of values.demoFault ?? inFile) {
    const at = text.indexOf('=');
    const name = at < 0 ? '' : text.slice(0, at);
    const rule = parseFault(text.slice(at + 1));
    if (!names.includes(name)) {
      const message = `expected CLOUD=FAULT with one of ${names.join(', ')}, found ${JSON.stringify(text)}`;
      mistakes.push({ place, path: '', message });
    } else if (rule === undefined) {
      const message = `expected ${faultWords} after ${name}=, found ${JSON.stringify(text.slice(at + 1))}`;
      mistakes.push({ place, path: '', message });
    } else {
      faults.set(name, [...(faults.get(name) ?? []), rule]);
    }
  }
  return faults;
}
