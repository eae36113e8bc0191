/** Who asks. Until sign-in exists everybody is anonymous, and everything is already read in a viewer's name. */
import type { Viewer } from '../../resolvers/context.ts';

/** The viewer of a request without credentials. */
export const anonymous: Viewer = Object.freeze({ name: 'anonymous' });

/** Names the viewer of a request by its headers, whose names are in lower case. */
export function viewerOf(_headers: Readonly<Record<string, string | string[] | undefined>>): Viewer {
  return anonymous;
}
