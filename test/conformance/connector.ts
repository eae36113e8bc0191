/** What is asked of a connector as a whole: signing in, being refused, being closed. */
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../connectors/contract/connector.ts';
import {
  cloudOf,
  connect,
  connectionName,
  peculiarityOf,
  present,
  quietHost,
  type Subject,
  tracedCall,
} from './harness.ts';

/** Runs the suite. */
export function connectorConformance(subject: Subject, opened: () => Connector): void {
  describe('connector', () => {
    it('finds no problem in good settings and opens without a call', async () => {
      const { provider: _provider, ...settings } = subject.settings;
      expect(cloudOf(subject.provider).problems(settings)).toEqual([]);
      expect(opened()).toMatchObject({ connection: connectionName, provider: subject.provider });
      const elsewhere = await connect(subject, peculiarityOf(subject.provider).nowhere);
      await elsewhere.close();
    });

    it('refuses nonsense as settings, saying where', async () => {
      const cloud = cloudOf(subject.provider);
      for (const nonsense of [null, 'text', { nonsense: true }, []]) {
        const problems = cloud.problems(nonsense);
        expect(problems.length).toBeGreaterThan(0);
        for (const problem of problems) expect(problem.message).not.toBe('');
        await expect(cloud.connect(connectionName, nonsense, quietHost())).rejects.toMatchObject({ code: 'INVALID' });
      }
    });

    it('signs in and has at least one scope', async () => {
      await opened().check(tracedCall());
      const scopes = await opened().scopes(tracedCall());
      expect(scopes.length).toBeGreaterThan(0);
      for (const scope of scopes) expect(scope.region).not.toBe('');
    });

    it('tells sign-ins apart without giving them away', async () => {
      const other = await connect(subject, peculiarityOf(subject.provider).wrong);
      const same = await connect(subject);
      try {
        expect(same.credential).toBe(opened().credential);
        for (const value of Object.values(subject.settings)) {
          if (typeof value === 'string' && value.length > 4) expect(opened().credential).not.toContain(value);
        }
        expect(other.credential).not.toBe(opened().credential);
      } finally {
        await Promise.all([other.close(), same.close()]);
      }
    });

    it('says UNAVAILABLE when nobody listens, on a check and on a list', async () => {
      const nowhere = await connect(subject, peculiarityOf(subject.provider).nowhere);
      try {
        await expect(nowhere.check(tracedCall())).rejects.toMatchObject({ name: 'CloudError', code: 'UNAVAILABLE' });
        const scope = (await opened().scopes(tracedCall()))[0];
        if (scope === undefined) throw new Error('The cloud has no scope.');
        await expect(present(nowhere.instances).list({ scope }, tracedCall())).rejects.toMatchObject({
          name: 'CloudError',
          code: 'UNAVAILABLE',
          cloud: connectionName,
        });
      } finally {
        await nowhere.close();
      }
    });

    it('is refused by every noun it lacks in a sentence, and has the verbs of the contract', () => {
      const { instances } = opened();
      const { watch, create, remove, start, stop, reboot, setTags, actions } = present(instances);
      for (const verb of [watch, create, remove, start, stop, reboot, setTags, actions, opened().tasks]) {
        if (typeof verb === 'object' && 'lacks' in verb) expect(verb.lacks).toMatch(/^[A-Z].*\.$/u);
        else expect(verb).toBeDefined();
      }
    });

    it('ends at once, and for good, when it is closed', async () => {
      const closing = await connect(subject);
      await closing.check(tracedCall());
      await closing.close();
      await expect(closing.check(tracedCall())).rejects.toMatchObject({ name: 'CloudError' });
    });
  });
}

/** For clouds that check who signs in (moto does not, unless told to). */
export function signInConformance(subject: Subject, opened: () => Connector): void {
  describe('sign-in', () => {
    it('says UNAUTHENTICATED for a wrong secret, on a check and on a list, and gives nothing away', async () => {
      const wrong = await connect(subject, peculiarityOf(subject.provider).wrong);
      try {
        const scope = (await opened().scopes(tracedCall()))[0];
        if (scope === undefined) throw new Error('The cloud has no scope.');
        const refusals = await Promise.all([
          wrong.check(tracedCall()).catch((error: unknown) => error),
          present(wrong.instances)
            .list({ scope }, tracedCall())
            .catch((error: unknown) => error),
        ]);
        for (const refusal of refusals) {
          expect(refusal).toMatchObject({ name: 'CloudError', code: 'UNAUTHENTICATED', cloud: connectionName });
          const text = JSON.stringify(refusal) + String(refusal);
          expect(text).not.toContain('not-the-');
        }
      } finally {
        await wrong.close();
      }
    });
  });
}
