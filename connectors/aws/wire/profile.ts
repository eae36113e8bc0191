/** Reads from the shared configuration files what the SDK does not: the endpoint of a named profile. */

/**
 * The endpoint that a profile sets for a service, in the order that AWS documents: the environment, the profile's services
 * section, the profile itself. A client made with `profile` takes only the keys from it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export async function endpointOf(service: 'ec2' | 'sqs' | 'sts', profile: string): Promise<string | undefined> {
  const { loadConfig } = await import('@smithy/core/config');
  const read = loadConfig<string | undefined>(
    {
      environmentVariableSelector: (environment) =>
        environment[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? environment['AWS_ENDPOINT_URL'],
      configFileSelector(section, files) {
        const services = section['services'];
        const own = services === undefined ? undefined : files?.[`services.${services}`]?.[`${service}.endpoint_url`];
        return own ?? section['endpoint_url'];
      },
      default: undefined,
    },
    { profile, ignoreCache: true },
  );
  return read();
}
