/** `nephograph clouds`: the embedded clouds alone, for their own clients and for gateways elsewhere, until told to stop. */
import { homedir } from 'node:os';
import { clouds } from '../../connectors/clouds.ts';
import { defaults } from '../config/configuration.ts';
import { type Flags, processEnvironment } from '../config/environment.ts';
import { loadConfiguration } from '../config/load.ts';
import { cloudsBanner } from './banner.ts';
import { startEmbedded } from './embedded.ts';
import { untilTold } from './ending.ts';

/** Starts them and says where they are: as lines for a shell, or as JSON. */
export async function serveClouds(flags: Flags, json: boolean): Promise<void> {
  const told = untilTold();
  const sources = { flags: { ...flags, demo: true }, env: processEnvironment(), cwd: process.cwd(), home: homedir() };
  const { demo } = loadConfiguration({ ...sources, clouds });
  const embedded = await startEmbedded(demo ?? { ...defaults.demo, faults: new Map(), ports: new Map() });
  process.stdout.write(json ? `${JSON.stringify(embedded.clouds, undefined, 2)}\n` : cloudsBanner(embedded.clouds));
  await told;
  await embedded.close();
}
