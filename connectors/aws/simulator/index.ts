/** The embedded AWS: EC2, a queue of SQS that hears of it, and STS's GetCallerIdentity on loopback, over a seeded world. */
import { machineClock } from '../../simulation/clock.ts';
import type { StartEmbedded } from '../../simulation/embedded-cloud.ts';
import { createRandom, type Random } from '../../simulation/random.ts';
import { type Dialect, type SimulatedRequest, type SimulatedResponse, startServer } from '../../simulation/server.ts';
import type { Answer } from './answer.ts';
import { describeImages, describeInstanceTypes } from './image.ts';
import { describeInstances, describeInstanceStatus } from './instance.ts';
import { createLife, type Life } from './life.ts';
import type { SimulatedWorld } from './model.ts';
import { describeSubnets, describeVpcs } from './network.ts';
import { createQueue, type Queue } from './queue.ts';
import { describeSecurityGroupRules, describeSecurityGroups } from './security-group.ts';
import { answerQueue, queueActionOf, queueName, renderQueueRefusal } from './sqs.ts';
import { createTags, deleteTags } from './tag.ts';
import { describeInstanceAttribute, modifyInstanceAttribute } from './attribute.ts';
import { feedEvents } from './event.ts';
import { runInstances } from './launch.ts';
import { parametersOf } from './parameter.ts';
import { describeAvailabilityZones, describeKeyPairs, describeRegions, describeTags } from './place.ts';
import { rebootInstances, startInstances, stopInstances, terminateInstances } from './power.ts';
import { answerHeaders, Refusal, renderRefusal } from './refusal.ts';
import { type AccessKey, verify } from './signature.ts';
import { describeVolumes } from './volume.ts';
import { buildWorld } from './world.ts';
import { renderDocument } from './xml.ts';

const actions: Readonly<Record<string, Answer>> = {
  CreateTags: createTags,
  DeleteTags: deleteTags,
  DescribeAvailabilityZones: describeAvailabilityZones,
  DescribeImages: describeImages,
  DescribeInstanceAttribute: describeInstanceAttribute,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeInstanceTypes: describeInstanceTypes,
  DescribeInstances: describeInstances,
  DescribeKeyPairs: describeKeyPairs,
  DescribeRegions: describeRegions,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSubnets: describeSubnets,
  DescribeTags: describeTags,
  DescribeVolumes: describeVolumes,
  DescribeVpcs: describeVpcs,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  RebootInstances: rebootInstances,
  RunInstances: runInstances,
  StartInstances: startInstances,
  StopInstances: stopInstances,
  TerminateInstances: terminateInstances,
};

/** Where the queue is, which hears of all regions. */
const queueRegion = 'us-east-1';

/** Starts it. The fleet is shared by us-east-1 and eu-west-1. */
export const startAwsSimulator: StartEmbedded = async (options) => {
  const clock = options.clock ?? machineClock;
  const random = createRandom(options.seed).fork('aws-server');
  const world = buildWorld(options.seed, options.size, clock);
  const life = createLife(clock, options.pace ?? 1);
  const queue = createQueue(clock, random.fork('queue'));
  feedEvents(life, world.accountId, queue, random.fork('events'));
  life.begin(world);
  const key = { id: 'AKIAIOSFODNN7EXAMPLE', secret: `embedded/${options.seed}/bPxRfiCYEXAMPLEKEY` };
  const server = await startServer({
    dialect: createDialect({ world, life, key, queue }, random.fork('requests'), random.fork('launches')),
    chance: random.fork('faults').next,
    port: options.port,
    faults: options.faults,
    clock,
  });
  return {
    ...server,
    settings: {
      provider: 'aws',
      regions: ['us-east-1', 'eu-west-1'],
      accessKeyId: key.id,
      secretAccessKey: key.secret,
      endpoint: server.url,
      queueUrl: `${server.url}/${world.accountId}/${queueName}`,
    },
    environment: {
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: key.id,
      AWS_SECRET_ACCESS_KEY: key.secret,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  };
};

/** All that answers are made of. */
interface House {
  readonly world: SimulatedWorld;
  readonly life: Life;
  readonly key: AccessKey;
  readonly queue: Queue;
}

function createDialect({ world, life, key, queue }: House, random: Random, launches: Random): Dialect {
  function answerCompute(request: SimulatedRequest, region: string, requestId: string): SimulatedResponse {
    const parameters = parametersOf(request);
    const place = world.regions.get(region);
    if (place === undefined) throw noSuchPlace();
    const perform = actions[parameters.action];
    if (perform === undefined) {
      throw new Refusal('InvalidAction', `The action ${parameters.action} is not valid for this web service.`);
    }
    if (parameters.flag('DryRun') && perform !== runInstances) {
      throw new Refusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    const body = renderDocument(`${parameters.action}Response`, 'http://ec2.amazonaws.com/doc/2016-11-15/', {
      requestId,
      ...perform({ parameters, region: place, world, life, random: launches }),
    });
    return { status: 200, headers: answerHeaders(requestId), body };
  }

  /** Signed and understood, or refused. */
  async function answer(request: SimulatedRequest): Promise<SimulatedResponse> {
    const requestId = random.uuid();
    const service = serviceOf(request);
    try {
      const signed = verify(request, key);
      switch (signed.service) {
        case 'sts':
          return answerIdentity(parametersOf(request).action, world, key, requestId);
        case 'sqs': {
          if (signed.region !== queueRegion)
            throw new Refusal('QueueDoesNotExist', 'The specified queue does not exist.');
          const room = {
            queue,
            url: `${request.origin}/${world.accountId}/${queueName}`,
            arn: `arn:aws:sqs:${signed.region}:${world.accountId}:${queueName}`,
          };
          return await answerQueue(request, queueActionOf(request) ?? '', room, requestId);
        }
        default:
          return answerCompute(request, signed.region, requestId);
      }
    } catch (thrown) {
      if (thrown instanceof Refusal) return renderRefusalOf(service, thrown, requestId);
      throw thrown;
    }
  }

  return {
    actionOf: (request) => queueActionOf(request) ?? parametersOf(request).action,
    answer,
    refuse(kind, request, action) {
      const service = serviceOf(request);
      const aboutQueue = service === 'sqs';
      const refusal = {
        throttle: () =>
          aboutQueue
            ? new Refusal('RequestThrottled', 'Rate exceeded.')
            : new Refusal('RequestLimitExceeded', 'Request limit exceeded.', 503),
        denied: () =>
          aboutQueue
            ? new Refusal('AccessDeniedException', `User is not authorized to perform: sqs:${action}`, 403)
            : new Refusal('UnauthorizedOperation', denial(world.accountId, action, random), 403),
        expired: () =>
          aboutQueue
            ? new Refusal('ExpiredTokenException', 'The security token included in the request is expired', 403)
            : new Refusal('RequestExpired', 'Request has expired.'),
      }[kind]();
      return renderRefusalOf(service, refusal, random.uuid());
    },
  };
}

function noSuchPlace(): Refusal {
  return new Refusal('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
}

function renderRefusalOf(service: string, refusal: Refusal, requestId: string): SimulatedResponse {
  return service === 'sqs' ? renderQueueRefusal(refusal, requestId) : renderRefusal(service, refusal, requestId);
}

/** The service that a request says it is signed for; EC2 when it says nothing. */
function serviceOf(request: SimulatedRequest): string {
  return /\/(ec2|sts|sqs)\/aws4_request/u.exec(request.headers['authorization'] ?? '')?.[1] ?? 'ec2';
}

function answerIdentity(action: string, world: SimulatedWorld, key: AccessKey, requestId: string): SimulatedResponse {
  if (action !== 'GetCallerIdentity') {
    throw new Refusal('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
  }
  const body = renderDocument('GetCallerIdentityResponse', 'https://sts.amazonaws.com/doc/2011-06-15/', {
    GetCallerIdentityResult: {
      Arn: `arn:aws:iam::${world.accountId}:user/nephograph`,
      UserId: key.id.replace('AKIA', 'AIDA'),
      Account: world.accountId,
    },
    ResponseMetadata: { RequestId: requestId },
  });
  return { status: 200, headers: answerHeaders(requestId), body };
}

/** The real one goes on with a long blob for the administrator. */
function denial(accountId: string, action: string, random: Random): string {
  return `You are not authorized to perform this operation. User: arn:aws:iam::${accountId}:user/nephograph is not authorized to perform: ec2:${action} because no identity-based policy allows the ec2:${action} action. Encoded authorization failure message: ${Buffer.from(random.hex(400), 'hex').toString('base64url')}`;
}
