/** How to reach the embedded clouds with the clouds' own clients: the environment of each, ready to paste. */
import type { RunningCloud } from './embedded.ts';

/** A first command of each cloud's own client, to show that it works. */
const firstCommands: Readonly<Record<string, string>> = {
  aws: 'aws ec2 describe-instances',
  openstack: 'openstack server list --long',
  vsphere: 'govc find / -type m',
};

/** The environment of one cloud's own client, as a shell takes it behind `export`. */
export function assignments({ environment }: RunningCloud): readonly string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${shellWord(value)}`);
}

/** The command that shows its instances, where there is a client that is known. */
export function firstCommand({ provider }: RunningCloud): string | undefined {
  return firstCommands[provider];
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
