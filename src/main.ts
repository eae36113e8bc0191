/** The process: its arguments, its signals and the code it ends with. */
import { Command, CommanderError, Option } from 'commander';
import { CloudError } from '../connectors/contract/errors.ts';
import { serveClouds } from './cli/clouds.ts';
import { AddressError, PortTakenError } from './cli/embedded.ts';
import { serve } from './cli/serve.ts';
import { UnwatchableError, watch, WatchFailedError } from './cli/watch.ts';
import { type Flags, twins } from './config/environment.ts';
import { ConfigurationError } from './config/mistake.ts';
import { StoreTakenError, StoreUnusableError } from './operations/sqlite-store.ts';

/** What the process ends with: all well, something went wrong, or the user can mend it in what they have written. */
const exit = { well: 0, failed: 1, misused: 2 } as const;

function addFlags(command: Command, embeddedOnly: boolean): Command {
  for (const { flag, variable, value, description, embedded, name } of twins) {
    if (embeddedOnly && !embedded) continue;
    const option = new Option(value === '' ? flag : `${flag} <${value}>`, `${description} [${variable}]`);
    if (name === 'demoFault') option.argParser((text, before: string[] | undefined) => [...(before ?? []), text]);
    command.addOption(option);
  }
  return command;
}

const program = new Command('nephograph')
  .description('One GraphQL graph over VMware vSphere, OpenStack and AWS.')
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text) });

addFlags(program.command('serve', { isDefault: true }), false)
  .description('serve the graph over the configured clouds, or over embedded ones where none is configured')
  .action(async (flags: Flags) => {
    await serve(flags);
  });

addFlags(program.command('clouds'), true)
  .description("start the embedded clouds alone, and print what the clouds' own clients need to reach them")
  .option('--json', 'print it as JSON')
  .action(async ({ json, ...flags }: Flags & { json?: boolean }) => {
    await serveClouds(flags, json ?? false);
  });

program
  .command('watch')
  .description('print each frame of a subscription as a line of JSON, over interruptions, until it completes')
  .argument('<subscription>', 'the document; with a variable $after it goes on where it was cut off')
  .addOption(new Option('--url <url>', 'the gateway').env('NEPHOGRAPH_URL').default('http://127.0.0.1:4000'))
  .option('--variables <json>', 'its variables', '{}')
  .action(async (document: string, { url, variables }: { url: string; variables: string }) => {
    await watch({ document, url, variables });
  });

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.well : exit.misused;
  if (error instanceof UnwatchableError) {
    process.stderr.write(`${error.message}\n`);
    return exit.misused;
  }
  if (error instanceof ConfigurationError) {
    process.stderr.write(`The configuration has mistakes:\n${error.message}\n`);
    return exit.misused;
  }
  // A file that somebody else's settings name, such as `GOVC_TLS_CA_CERTS`, is only opened by its cloud.
  if (error instanceof CloudError && error.code === 'INVALID') {
    process.stderr.write(`The configuration has mistakes:\n${error.message}\n`);
    return exit.misused;
  }
  const isSaid =
    error instanceof PortTakenError ||
    error instanceof AddressError ||
    error instanceof WatchFailedError ||
    error instanceof StoreTakenError ||
    error instanceof StoreUnusableError;
  const text = isSaid ? error.message : (error instanceof Error && error.stack) || String(error);
  process.stderr.write(`${text}\n`);
  return exit.failed;
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}
// Nothing is left to do: a socket that a cloud keeps open must not keep the process.
process.exit();
