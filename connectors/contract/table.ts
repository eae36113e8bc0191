/** Tables of what clouds say: a cloud may say anything, and what every object inherits stands in no table. */

/** What a table has for a word of a cloud's; undefined for a word that is not in it. */
export function inTable<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
