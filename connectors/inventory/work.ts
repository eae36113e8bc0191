/** Where somebody is at work: there things are about to change. */

/** The places of work. */
export interface Work {
  /** Somebody begins to work in a region of a connection, or anywhere in it; call the answer when that is over. */
  readonly begin: (connection: string, region: string | null) => () => void;
  readonly isUnderWay: (connection: string, region: string) => boolean;
}

/** Makes a list of places that is empty. `turned` hears when there is one more or less. */
export function createWork(turned: () => void): Work {
  const places = new Set<{ readonly connection: string; readonly region: string | null }>();
  return {
    begin(connection, region) {
      const place = { connection, region };
      places.add(place);
      turned();
      return () => {
        if (places.delete(place)) turned();
      };
    },
    isUnderWay: (connection, region) =>
      [...places].some(
        (place) => place.connection === connection && (place.region === null || place.region === region),
      ),
  };
}
