/** What every embedded cloud is to those who start it. */
import type { Clock } from './clock.ts';
import type { FaultRule } from './fault.ts';
import type { SimulatedServer } from './server.ts';

/** How an embedded cloud is made. */
export interface EmbeddedOptions {
  /** How many instances; the rest of the world follows from it. Up to 10,000. */
  readonly size: number;
  /** The same seed makes the same world. The OpenStack and vSphere of one seed and size share some machines. */
  readonly seed: number;
  readonly port?: number | undefined;
  readonly faults?: readonly FaultRule[] | undefined;
  readonly clock?: Clock | undefined;
  /** How long things take, as a factor on their usual times; 0 makes them instant. Default 1. */
  readonly pace?: number | undefined;
}

/** A running embedded cloud. */
export interface EmbeddedCloud extends SimulatedServer {
  /** Settings that connect to it, as they would stand in a configuration (with `provider`). */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The environment in which the cloud's own client talks to it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts an embedded cloud on loopback. */
export type StartEmbedded = (options: EmbeddedOptions) => Promise<EmbeddedCloud>;
