/** The gateway as a process that may be killed at any moment, over clouds that live on without it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../architecture/workspace.ts';

/** A gateway process. */
export interface GatewayProcess {
  readonly url: string;
  /** Ends when the process has, however that came. */
  readonly ended: Promise<void>;
  /** Kills it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
}

export interface ProcessOptions {
  readonly folder: string;
  /** Where it is to kill itself, if anywhere. */
  readonly failpoint?: string | undefined;
}

const longestStartMs = 30_000;

/** Starts the program in this folder, where its configuration and its journal are. Rejects when it does not come up. */
export async function startProcess({ folder, failpoint }: ProcessOptions): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), 'serve', '--port', '0', '--data', folder], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      ...(failpoint === undefined ? {} : { NEPHOGRAPH_FAILPOINT: failpoint }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(() => undefined);
  const url = await addressOf(child);
  return {
    url,
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The address that the banner says. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const limit = setTimeout(() => {
      give(new Error(`The gateway did not come up: ${said}`));
    }, longestStartMs);
    function give(outcome: string | Error): void {
      clearTimeout(limit);
      if (typeof outcome === 'string') resolve(outcome);
      else {
        child.kill('SIGKILL');
        reject(outcome);
      }
    }
    function hear(piece: Buffer): void {
      said += piece.toString('utf8');
      const url = /graph +(?<url>http:\/\/\S+)\/graphql/u.exec(said)?.groups?.['url'];
      if (url !== undefined) give(url);
    }
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('close', () => {
      give(new Error(`The gateway ended at its start: ${said}`));
    });
  });
}

/** Asks a gateway. Rejects when there is no answer, or one with errors. */
export async function ask(url: string, query: string, variables: Record<string, unknown>): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { readonly data?: Data; readonly errors?: readonly unknown[] };
  if (answer.data === undefined || answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

/** What an answer holds, by the names of its fields. */
export type Data = Readonly<Record<string, unknown>>;
