/** Setting and removing tags of instances. */
import type { InstanceTags } from '../../contract/compute/instance-verb.ts';
import { partsOf } from '../../contract/ids.ts';
import type { Begun, Verb } from '../../contract/task.ts';
import { stepOf } from '../../wire/sending.ts';
import { change } from '../change.ts';
import type { Hands } from './power.ts';
import { present, problem, tagProblems } from './problem.ts';
import { formatReceipt } from './receipt.ts';

/** CreateTags, then DeleteTags. Sent again, each leaves what is there as it is. */
export function createSetTags({ session, load, scopeOf }: Hands): Verb<InstanceTags> {
  return {
    async plan(spec, call) {
      const { set, remove } = spec;
      const { problems } = await present(load, [spec.instanceId], ['instanceId'], call);
      const both = remove.filter((key) => set.some((tag) => tag.key === key));
      const all = [
        ...problems,
        ...tagProblems(set, ['set']),
        ...tagProblems(
          [...new Set(remove)].map((key) => ({ key, value: '' })),
          ['remove'],
        ),
        ...both.map((key) => problem('INVALID', ['remove'], `The tag ${key} is to be set and to be removed.`)),
        ...(set.length + remove.length === 0
          ? [problem('INVALID', ['set'], 'There is no tag to set or to remove.')]
          : []),
      ];
      return all.length > 0 ? { type: 'refused', problems: all } : { type: 'planned', spec };
    },
    steps: [
      stepOf('Set tags', (spec, sending, call) =>
        tagged(spec, spec.set.length === 0, async (native) => {
          const scope = await scopeOf(spec.instanceId, call);
          await change(session, scope, 'CreateTags', sending, call, ({ sdk, client, signal }) =>
            client.send(
              new sdk.CreateTagsCommand({
                Resources: [native],
                Tags: spec.set.map(({ key, value }) => ({ Key: key, Value: value })),
              }),
              { abortSignal: signal },
            ),
          );
        }),
      ),
      stepOf('Remove tags', (spec, sending, call) =>
        tagged(spec, spec.remove.length === 0, async (native) => {
          const scope = await scopeOf(spec.instanceId, call);
          await change(session, scope, 'DeleteTags', sending, call, ({ sdk, client, signal }) =>
            client.send(
              // Without a value the tag goes whatever its value is.
              new sdk.DeleteTagsCommand({ Resources: [native], Tags: spec.remove.map((key) => ({ Key: key })) }),
              { abortSignal: signal },
            ),
          );
        }),
      ),
    ],
  };

  async function tagged(
    { instanceId }: InstanceTags,
    nothing: boolean,
    send: (native: string) => Promise<void>,
  ): Promise<Begun> {
    const { region, native } = partsOf(instanceId);
    if (!nothing) await send(native);
    const at = session.host.now();
    const receipt = formatReceipt({ verb: 'done', region, account: null, instance: native, at, until: null });
    return { type: 'begun', receipt, target: instanceId };
  }
}
