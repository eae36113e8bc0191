/** What an instance is made from, and what can be done to instances, on each embedded cloud, and what it costs to ask. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UpstreamCall } from '../../connectors/contract/call.ts';
import { providers, startEmbedded } from './embedded.ts';
import type { Embedded } from './embedded.ts';
import { ask } from './graph.ts';

interface Choice {
  readonly subnets: {
    readonly complete: boolean;
    readonly sources: readonly { readonly status: string }[];
    readonly nodes: readonly {
      readonly id: string;
      readonly cidr: string;
      readonly network: { readonly id: string };
    }[];
  };
  readonly securityGroups: {
    readonly nodes: readonly { readonly rules: readonly object[]; readonly network: object | null }[];
  };
  readonly keyPairs: { readonly nodes: readonly { readonly name: string; readonly nativeId: string }[] };
  readonly networks: {
    readonly nodes: readonly { readonly id: string; readonly subnets: readonly { readonly id: string }[] | null }[];
  };
}

const choice = `{
  subnets(first: 500) { complete sources { status } nodes { id cidr network { id } } }
  securityGroups(first: 500) { nodes { rules { direction } network { id } } }
  keyPairs(first: 500) { nodes { name nativeId } }
  networks(first: 500) { nodes { id subnets { id } } }
}`;

interface Acted {
  readonly instances: {
    readonly nodes: readonly {
      readonly state: string;
      readonly actions: readonly {
        readonly name: string;
        readonly allowed: boolean;
        readonly reason: string | null;
      }[];
    }[];
  };
}

describe.each(providers)('embedded %s', (provider) => {
  let cloud: Embedded;

  beforeAll(async () => {
    cloud = await startEmbedded([provider], 60);
  });

  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
  });

  it('tells what may be done to a page of instances, in few calls', async () => {
    const upstream: UpstreamCall[] = [];
    const { data, errors } = await ask<Acted>(
      cloud.request(upstream),
      '{ instances(first: 50) { nodes { state actions { name allowed reason } } } }',
    );
    expect(errors).toEqual([]);
    expect(data.instances.nodes).toHaveLength(50);
    expect(upstream.length).toBeLessThanOrEqual(6);
    for (const { actions } of data.instances.nodes) {
      expect(new Set(actions.map(({ name }) => name))).toEqual(
        new Set(['deleteInstance', 'startInstance', 'stopInstance', 'rebootInstance', 'setTags']),
      );
      expect(actions.filter(({ allowed, reason }) => allowed !== (reason === null))).toEqual([]);
    }
  });
});

describe.each(providers.filter((provider) => provider !== 'vsphere'))('embedded %s', (provider) => {
  it('shows what a create chooses from, and leads from each to the other', async () => {
    await using cloud = await startEmbedded([provider], 60);
    const upstream: UpstreamCall[] = [];
    const { data, errors } = await ask<Choice>(cloud.request(upstream), choice);
    expect(errors).toEqual([]);
    expect(upstream.length).toBeLessThanOrEqual(14);
    expect(data.subnets).toMatchObject({ complete: true });
    expect(data.subnets.nodes.length).toBeGreaterThan(1);
    expect(data.securityGroups.nodes.flatMap(({ rules }) => rules).length).toBeGreaterThan(0);
    expect(data.keyPairs.nodes.filter(({ name, nativeId }) => name !== nativeId)).toEqual([]);
    const below = data.networks.nodes.flatMap(({ id, subnets }) =>
      (subnets ?? []).map((subnet): [string, string] => [subnet.id, id]),
    );
    const above = data.subnets.nodes.map(({ id, network }): [string, string] => [id, network.id]);
    expect(new Map(below)).toEqual(new Map(above));
  });
});

it('says of a cloud without subnets that it has none: an empty list, and a null at each network', async () => {
  await using cloud = await startEmbedded(['vsphere'], 12);
  const { data, errors } = await ask<Choice>(cloud.request(), choice);
  expect(data.subnets).toEqual({ complete: true, sources: [{ status: 'UNSUPPORTED' }], nodes: [] });
  expect(data.networks.nodes.length).toBeGreaterThan(0);
  expect(data.networks.nodes.filter(({ subnets }) => subnets !== null)).toEqual([]);
  expect(errors).toEqual([]);
});
