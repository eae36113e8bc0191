/** The INI dialect of ~/.aws/config and ~/.aws/credentials, as far as connections need it. */

/** Sections by name, in order; keys in lower case. Indented lines (`s3 =` and what is under it) are left out. */
export type Ini = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Reads INI text. What is not a section or a setting is passed over, as the clouds' own tools do. */
export function parseIni(text: string): Ini {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> | undefined;
  for (const line of text.split(/\r?\n/u)) {
    if (/^\s*(?:[#;]|$)/u.test(line)) continue;
    const name = /^\[\s*(?<name>[^\]]+?)\s*\]/u.exec(line)?.groups?.['name'];
    if (name !== undefined) {
      section = sections.get(name) ?? {};
      sections.set(name, section);
      continue;
    }
    const setting = /^(?<key>[^\s=:][^=:]*?)\s*[=:]\s*(?<value>.*)$/u.exec(line)?.groups;
    const { key, value } = setting ?? {};
    if (section === undefined || key === undefined || value === undefined) continue;
    section[key.toLowerCase()] = value.replace(/\s[#;].*$/u, '').trim();
  }
  return sections;
}
