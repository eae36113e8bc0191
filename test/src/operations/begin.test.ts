/** How work is accepted: once for a key, planned first, never beside other work on the same instance. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { SpecProblem } from '../../../connectors/contract/task.ts';
import type { OperationReply, UserErrorKind } from '../../../resolvers/context.ts';
import { createScriptedCloud, imageOf } from './scripted-cloud.ts';
import { creation, openWorkshop, operationIn, ownFile, work } from './workshop.ts';

function kindsIn(reply: OperationReply): readonly UserErrorKind[] {
  return reply.type === 'refused' ? reply.errors.map(({ kind }) => kind) : [];
}

describe('an idempotency key', () => {
  it('sent fifty times at once begins one operation, and one instance', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    const replies = await Promise.all(Array.from({ length: 50 }, () => shop.mine.begin(creation('a', 'k'))));
    expect(new Set(replies.map((reply) => operationIn(reply).id)).size).toBe(1);
    expect(replies.filter((reply) => reply.type === 'accepted' && !reply.replayed)).toHaveLength(1);
    await shop.settled(operationIn(replies[0] ?? { type: 'valid' }));
    expect(cloud.effects.size).toBe(1);
    expect(await shop.mine.count({})).toBe(1);
    const later = await shop.mine.begin(creation('a', 'k'));
    expect(later).toMatchObject({ type: 'accepted', replayed: true, operation: { state: 'SUCCEEDED' } });
  });

  it('stands for one input, at once and later and after a restart', async () => {
    const cloud = createScriptedCloud('a');
    const path = ownFile();
    const shop = await openWorkshop({ clouds: [cloud], path });
    const other = { spec: { name: 'other', imageId: imageOf('a') } };
    const [first, second] = await Promise.all([
      shop.mine.begin(creation('a', 'k')),
      shop.mine.begin(creation('a', 'k', other)),
    ]);
    const { id } = operationIn(first);
    expect(kindsIn(second)).toEqual(['IdempotencyMismatch']);
    expect(second).toMatchObject({ errors: [{ path: ['idempotencyKey'], operation: { id } }] });
    expect(kindsIn(await shop.mine.begin(work('start', 'a', 'i', { idempotencyKey: 'k' })))).toEqual([
      'IdempotencyMismatch',
    ]);
    await shop.settled(operationIn(first));
    await shop.kill();
    const again = await openWorkshop({ clouds: [cloud], path, hand: shop });
    expect(await again.mine.begin(creation('a', 'k'))).toMatchObject({ replayed: true, operation: { id } });
    expect(kindsIn(await again.mine.begin(creation('a', 'k', other)))).toEqual(['IdempotencyMismatch']);
    expect(cloud.effects.size).toBe(1);
  });

  it('of another viewer is another key', async () => {
    const shop = await openWorkshop({ clouds: [createScriptedCloud('a')] });
    const mine = operationIn(await shop.as('one').begin(creation('a', 'k')));
    const theirs = operationIn(await shop.as('two').begin(creation('a', 'k')));
    expect(theirs.id).not.toBe(mine.id);
    expect(theirs.createdBy).toBe('two');
  });

  it('is free again when what it was sent with was refused', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    const problem: SpecProblem = { code: 'INVALID', path: ['imageId'], message: 'No such image.' };
    cloud.plan = () => Promise.resolve({ type: 'refused', problems: [problem] });
    const refusals = await Promise.all([shop.mine.begin(creation('a', 'k')), shop.mine.begin(creation('a', 'k'))]);
    for (const reply of refusals) {
      expect(reply).toEqual({
        type: 'refused',
        errors: [{ kind: 'InvalidInput', path: ['imageId'], message: 'No such image.' }],
      });
    }
    cloud.plan = (spec) => Promise.resolve({ type: 'planned', spec });
    const other = creation('a', 'k', { spec: { name: 'other', imageId: imageOf('a') } });
    expect(operationIn(await shop.mine.begin(other)).state).toBe('QUEUED');
  });

  it('is not needed but for a create', async () => {
    const shop = await openWorkshop({ clouds: [createScriptedCloud('a')] });
    const first = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    expect(first.idempotencyKey).toBeNull();
    await shop.settled(first);
    expect(operationIn(await shop.mine.begin(work('start', 'a', 'i'))).id).not.toBe(first.id);
    expect(kindsIn(await shop.mine.begin(creation('a', null)))).toEqual(['InvalidInput']);
  });

  it.each(['', 'x'.repeat(65), 'a\nb', '\u0000', 'a\u2028b', '\ud800'])('is refused as %j', async (key) => {
    const shop = await openWorkshop({ clouds: [createScriptedCloud('a')] });
    const reply = await shop.mine.begin(creation('a', key));
    expect(reply).toMatchObject({ errors: [{ kind: 'InvalidInput', path: ['idempotencyKey'] }] });
  });

  it.each(['x', 'x'.repeat(64), 'order 7/2: größer', '鍵', '🔑'.repeat(64)])('is taken as %j', async (key) => {
    const shop = await openWorkshop({ clouds: [createScriptedCloud('a')] });
    expect(operationIn(await shop.mine.begin(creation('a', key))).idempotencyKey).toBe(key);
  });
});

describe('a plan', () => {
  it('that is only to be checked changes nothing', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    expect(await shop.mine.begin(creation('a', 'k', { validateOnly: true }))).toEqual({ type: 'valid' });
    expect(await shop.mine.count({})).toBe(0);
    operationIn(await shop.mine.begin(creation('a', 'k')));
    expect(await shop.mine.begin(creation('a', 'k', { validateOnly: true }))).toEqual({ type: 'valid' });
    const other = creation('a', 'k', { validateOnly: true, spec: { name: 'other', imageId: imageOf('a') } });
    expect(kindsIn(await shop.mine.begin(other))).toEqual(['IdempotencyMismatch']);
  });

  it('fills in what the steps are sent with', async () => {
    const cloud = createScriptedCloud('a');
    cloud.plan = (spec) => Promise.resolve({ type: 'planned', spec: { ...spec, chosen: { subnet: 's-1' } } });
    const shop = await openWorkshop({ clouds: [cloud] });
    const { id } = operationIn(await shop.mine.begin(creation('a', 'k')));
    const kept = await shop.store.byId(id.split('/')[1] ?? '');
    expect(kept?.records[0]).toMatchObject({ spec: { name: 'web', chosen: { subnet: 's-1' } } });
    expect(operationIn(await shop.mine.begin(creation('a', 'k'))).id).toBe(id);
  });

  it('names every problem, in the words that clients know', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    const candidates = [{ id: 'f1', name: 'prod' }];
    const codes = ['INVALID', 'NOT_FOUND', 'INVALID_STATE', 'UNSUPPORTED', 'QUOTA', 'CAPACITY', 'DENIED'] as const;
    const problems = [...codes, 'CONFLICT' as const, 'MANAGED_ELSEWHERE' as const].map((code): SpecProblem => ({
      code,
      path: ['placement', 'vsphere', 'folder'],
      message: code,
      candidates,
    }));
    cloud.plan = () => Promise.resolve({ type: 'refused', problems });
    const reply = await shop.mine.begin(creation('a', 'k'));
    expect(kindsIn(reply)).toEqual([
      'InvalidInput',
      'NotFound',
      'InvalidState',
      'UnsupportedOperation',
      'QuotaExceeded',
      'CapacityUnavailable',
      'Forbidden',
      'Conflict',
      'ManagedElsewhere',
    ]);
    expect(reply.type === 'refused' ? reply.errors[0] : undefined).toMatchObject({
      path: ['placement', 'vsphere', 'folder'],
      candidates,
    });
  });

  it.each([
    ['DENIED', 'Forbidden'],
    ['NOT_FOUND', 'NotFound'],
    ['QUOTA', 'QuotaExceeded'],
    ['INVALID', 'InvalidInput'],
    ['CONFLICT', 'Conflict'],
  ] as const)('that the cloud refuses with %s is refused as %s', async (code, kind) => {
    const cloud = createScriptedCloud('a');
    cloud.plan = () => Promise.reject(new CloudError(code, 'No.'));
    const shop = await openWorkshop({ clouds: [cloud] });
    expect(await shop.mine.begin(creation('a', 'k'))).toEqual({
      type: 'refused',
      errors: [{ kind, path: [], message: 'No.' }],
    });
  });

  it('that the cloud does not answer ends in time, and nothing is kept', async () => {
    const cloud = createScriptedCloud('a');
    cloud.plan = () => new Promise(() => {});
    const shop = await openWorkshop({ clouds: [cloud] });
    const begun = shop.mine.begin(creation('a', 'k')).catch((error: unknown) => error);
    let error: unknown;
    void begun.then((ended) => (error = ended));
    await shop.until(() => error !== undefined);
    expect(error).toMatchObject({ code: 'TIMEOUT', cloud: 'a' });
    expect(await shop.mine.count({})).toBe(0);
    cloud.plan = () => Promise.reject(new CloudError('UNAUTHENTICATED', 'Who are you?'));
    await expect(shop.mine.begin(creation('a', 'k'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('what is refused before the cloud is asked', () => {
  it('is a verb that the cloud lacks, with the reason', async () => {
    const shop = await openWorkshop({ clouds: [createScriptedCloud('a')] });
    expect(await shop.mine.begin(work('setTags', 'a', 'i'))).toEqual({
      type: 'refused',
      errors: [{ kind: 'UnsupportedOperation', path: [], message: 'Nothing here has tags.' }],
    });
  });

  it('is a cloud that is not there', async () => {
    const shop = await openWorkshop({ clouds: [createScriptedCloud('a')] });
    expect(await shop.mine.begin(creation('b', 'k'))).toMatchObject({
      errors: [{ kind: 'NotFound', path: ['cloud'] }],
    });
  });

  it('is work beside other work on the same instance, which is named', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    const replies = await Promise.all([
      shop.mine.begin(work('stop', 'a', 'i')),
      shop.mine.begin(work('reboot', 'a', 'i')),
      shop.mine.begin(work('stop', 'a', 'other')),
    ]);
    const accepted = replies.filter(({ type }) => type === 'accepted');
    expect(accepted).toHaveLength(2);
    const running = operationIn(accepted[0] ?? { type: 'valid' });
    const reply = await shop.mine.begin(work('remove', 'a', 'i', { validateOnly: true }));
    expect(reply).toMatchObject({ errors: [{ kind: 'Conflict', operation: { id: running.id } }] });
    expect(JSON.stringify(reply)).toContain(`${running.id} (${running.kind}`);
    await shop.settled(running);
    expect(operationIn(await shop.mine.begin(work('remove', 'a', 'i'))).state).toBe('QUEUED');
  });

  it('is work on what a running create has just made', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = Array.from({ length: 9 }, () => 'running');
    const shop = await openWorkshop({ clouds: [cloud] });
    const create = operationIn(await shop.mine.begin(creation('a', 'k')));
    await shop.until(async () => (await shop.mine.byId(create.id))?.target !== null);
    const target = (await shop.mine.byId(create.id))?.target ?? null;
    const request = work('stop', 'a', `made-by-${create.id.split('/')[1]}-0`);
    expect(request.spec).toEqual({ instanceId: target });
    expect(await shop.mine.begin(request)).toMatchObject({
      errors: [{ kind: 'Conflict', operation: { id: create.id } }],
    });
  });
});
