/** The query that stands in GraphiQL when it is opened, and in the README: all clouds at once. */

/** Five instances and how each cloud did. */
export const firstQuery = `# All your clouds, one graph. Press Ctrl-Enter.
query Instances {
  instances(first: 5) {
    totalCount
    complete
    sources {
      cloud { name }
      status
      count
    }
    nodes {
      id
      name
      state
      nativeState
      cloud { name provider }
      image { name }
      instanceType { vcpus memoryMiB }
      volumes { sizeGiB }
      networks { name }
    }
  }
}
`;
