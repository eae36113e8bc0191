/** The scalars of the graph that GraphQL itself does not have. */
export { GraphQLDateTime as DateTime, GraphQLJSON as JSON } from 'graphql-scalars';
