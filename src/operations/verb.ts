/** A connector's verb by its name, with everything that only its own spec's type could say taken as read. */
import type { Connector } from '../../connectors/contract/connector.ts';
import type { InstanceVerbName } from '../../connectors/contract/compute/instance-verb.ts';
import { isLacking, type Lacks } from '../../connectors/contract/lacks.ts';
import type { Tasks, Verb } from '../../connectors/contract/task.ts';
import type { OperationRequest } from '../../resolvers/context.ts';

/** A spec of any verb. Which verb it is for stands beside it, in the request and in the journal. */
export type AnySpec = OperationRequest['spec'];

/** A verb, and where its receipts are asked about. */
export interface Craft {
  readonly verb: Verb<AnySpec>;
  readonly tasks: Tasks;
}

/** Finds a verb, or says why it is not there. */
export function craftOf(connector: Connector, name: InstanceVerbName): Craft | Lacks {
  const { instances, tasks } = connector;
  if (isLacking(instances)) return instances;
  const verb = instances[name];
  if (isLacking(verb)) return verb;
  if (isLacking(tasks)) return tasks;
  // The spec comes from where the name comes from: a request that the schema has checked, or the journal.
  return { verb: verb as Verb<AnySpec>, tasks };
}
