/** Setting tags: Nova's metadata takes keys with values; its bare tags can only be taken away here. */
import type { Call } from '../../contract/call.ts';
import type { InstanceTags, TagSetting } from '../../contract/compute/instance-verb.ts';
import { CloudError } from '../../contract/errors.ts';
import { partsOf } from '../../contract/ids.ts';
import type { SpecProblem, Verb } from '../../contract/task.ts';
import { type Sending, stepOf } from '../../wire/sending.ts';
import { pairsAt, textsAt } from '../wire/json.ts';
import { objection } from './action.ts';
import { isAdmin, planned, type Trade } from './power.ts';
import { begun } from './receipt.ts';

/** https://docs.openstack.org/api-ref/compute/#server-metadata-servers-metadata. Characters. */
const longest = 255;
const keyPattern = /^[-\w:. ]{1,255}$/;

/** What a path takes for a step of its own: it would lead to the server itself. */
const steps: ReadonlySet<string> = new Set(['.', '..']);

/** What is wrong with tags, by the place they have in the input. */
export function tagProblems(tags: readonly TagSetting[], field: string): readonly SpecProblem[] {
  return tags.flatMap(({ key, value }, index): SpecProblem[] => {
    if (keyPattern.test(key) && !steps.has(key) && value.length <= longest) return [];
    const message =
      `Nova's metadata takes keys of 1 to ${longest} of the characters a to z, A to Z, 0 to 9, "-", "_", ":", "." and ` +
      `space, but neither "." nor "..", and values of up to ${longest} characters.`;
    return [{ code: 'INVALID', path: [field, String(index)], message }];
  });
}

/** What cannot be taken away by its name. */
function removeProblems(keys: readonly string[]): readonly SpecProblem[] {
  return keys.flatMap((key, index): SpecProblem[] => {
    const message = `Nova cannot be asked to take away ${JSON.stringify(key)} alone.`;
    return steps.has(key) ? [{ code: 'INVALID', path: ['remove', String(index)], message }] : [];
  });
}

/** The metadata that tags become. */
export function metadataOf(tags: readonly TagSetting[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/** Sets and removes; done when it has answered, and the same however often it is sent. */
export function createSetTags(trade: Trade): Verb<InstanceTags> {
  return {
    async plan(spec, call) {
      const problems = [...tagProblems(spec.set, 'set'), ...removeProblems(spec.remove)];
      if (problems.length > 0) return { type: 'refused', problems };
      return await planned(trade, spec, call, (server) => objection(server, 'setTags', isAdmin(trade)));
    },
    steps: [
      stepOf('Set tags', async ({ instanceId, set, remove }, sending, call) => {
        const { region, native: server } = partsOf(instanceId);
        if (set.length > 0) await setMetadata(trade, region, server, set, sending, call);
        if (remove.length > 0) await removeLabels(trade, region, server, remove, sending, call);
        return begun({ work: 'setTags', region, server, request: null }, trade.ids);
      }),
    ],
  };
}

async function setMetadata(
  { servers }: Trade,
  region: string,
  server: string,
  set: readonly TagSetting[],
  sending: Sending,
  call: Call,
): Promise<void> {
  const action = 'POST /servers/{id}/metadata';
  const body = { metadata: metadataOf(set) };
  await servers.order({ region, method: 'POST', action, path: `/${server}/metadata`, body }, sending, call);
}

/** Only what is there: a key may be metadata, a bare tag, or both. */
async function removeLabels(
  { servers }: Trade,
  region: string,
  server: string,
  remove: readonly string[],
  sending: Sending,
  call: Call,
): Promise<void> {
  // Who takes away may do so twice: nothing is looked for.
  sending.looked();
  const now = await servers.one(region, server, call);
  if (now === undefined) throw new CloudError('NOT_FOUND', `There is no server ${server} any more.`, { region });
  const metadata = new Set(pairsAt(now.row, 'metadata').map(([key]) => key));
  const tags = new Set(textsAt(now.row, 'tags'));
  for (const key of new Set(remove)) {
    if (metadata.has(key)) await removeLabel(servers, region, server, 'metadata', key, sending, call);
    if (tags.has(key)) await removeLabel(servers, region, server, 'tags', key, sending, call);
  }
}

async function removeLabel(
  servers: Trade['servers'],
  region: string,
  server: string,
  part: 'metadata' | 'tags',
  key: string,
  sending: Sending,
  call: Call,
): Promise<void> {
  const action = `DELETE /servers/{id}/${part}/{id}`;
  const path = `/${server}/${part}/${encodeURIComponent(key)}`;
  try {
    await servers.order({ region, method: 'DELETE', action, path }, sending, call);
  } catch (thrown) {
    if (!(thrown instanceof CloudError) || thrown.code !== 'NOT_FOUND') throw thrown;
  }
}
