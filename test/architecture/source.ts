/** The house rules that a linter does not know, as functions from a source to what is wrong with it. */
import ts from 'typescript';

/** Folders and files that say nothing of what is in them. */
const sayNothing = /^(?:utils?|common|helpers?|lib|core|types?|misc|shared)$/u;

/** Where an `index.ts` may stand: the front door of a cloud, of its simulator, and of the resolvers. */
const frontDoor = /^(?:resolvers|connectors\/[^/]+(?:\/simulator)?)\/index\.ts$/u;

/** What is wrong with where a file is and what it is called. */
export function findBadNames(path: string): readonly string[] {
  const segments = path.split('/');
  const file = segments.at(-1) ?? '';
  const noun = file.replace(/(?:\.(?:generated|test|peer\.test|bench))?\.ts$/u, '');
  const found = segments.slice(0, -1).filter((folder) => sayNothing.test(folder));
  return [
    ...found.map((folder) => `the folder ${folder} says nothing of what is in it`),
    ...(sayNothing.test(noun) && !file.endsWith('.generated.ts')
      ? [`the name ${file} says nothing of what is in it`]
      : []),
    ...(file.endsWith('.ts') && !/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/u.test(noun) ? [`${file} is not in kebab-case`] : []),
    ...(file === 'index.ts' && !frontDoor.test(path) ? ['an index.ts that is no front door'] : []),
  ];
}

/** Whether a source opens with a sentence that says what it is for. */
export function hasHeader(text: string): boolean {
  const body = text.startsWith('#!') ? text.slice(text.indexOf('\n') + 1) : text;
  const header = /^\/\*\*(?<words>.*?)\*\//su.exec(body)?.groups?.['words'] ?? '';
  return (
    header
      .replaceAll(/^\s*\*?/gmu, '')
      .trim()
      .split(/\s+/u).length >= 3
  );
}

/** Declared names that say what a thing does for its author, not what it is. */
export function findEmptyWords(path: string, text: string): readonly string[] {
  const found: string[] = [];
  walk(path, text, (node) => {
    const isNamed = ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
    const name = isNamed ? (node.name?.text ?? '') : '';
    if (/[a-z](?:Manager|Service|Helper|Utils?)$/u.test(name)) found.push(name);
  });
  return found;
}

/** Reads of the environment, which belong to the configuration alone. */
export function findEnvironment(path: string, text: string): readonly string[] {
  const found: string[] = [];
  walk(path, text, (node) => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'env' && node.expression.getText() === 'process') {
      found.push('process.env');
    }
    if (ts.isImportSpecifier(node) && (node.propertyName ?? node.name).text === 'env') found.push('import of env');
  });
  return found;
}

/** Uses of the world behind the back of `Host`: the time of day, chance, timers and the global `fetch`. */
export function findWorld(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const bound = new Set<string>();
  walk(path, text, (node) => {
    if (ts.isImportSpecifier(node) || ts.isImportClause(node) || ts.isNamespaceImport(node)) {
      if (node.name) bound.add(node.name.text);
    }
    if (
      (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) &&
      ts.isIdentifier(node.name)
    ) {
      bound.add(node.name.text);
    }
    if (ts.isFunctionDeclaration(node) && node.name) bound.add(node.name.text);
  });
  walk(path, text, (node) => {
    if (ts.isPropertyAccessExpression(node)) {
      const access = node.getText().replace(/^globalThis\./u, '');
      if (/^(?:Date\.now|performance\.now|Math\.random|crypto\.(?:randomUUID|getRandomValues))$/u.test(access)) {
        found.push(access);
      }
      if (node.getText() === 'globalThis.fetch') found.push('fetch');
    }
    if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) {
      found.push('new Date()');
    }
    if (ts.isIdentifier(node) && isFreeUse(node) && !bound.has(node.text)) {
      if (/^(?:fetch|setTimeout|setInterval)$/u.test(node.text)) found.push(node.text);
    }
  });
  return found;
}

/** Waiting for time to pass, where a test should wait for the thing itself. */
export function findSleeps(path: string, text: string): readonly string[] {
  const found: string[] = [];
  walk(path, text, (node) => {
    const module =
      ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && node.moduleSpecifier.text;
    if (module === 'node:timers/promises' || module === 'timers/promises') found.push('import of timers');
    if (ts.isIdentifier(node) && node.text === 'setTimeout' && isFreeUse(node)) found.push('setTimeout');
  });
  return found;
}

/** Whether an identifier is used as a value, not as the name of a member, a property or a declaration. */
function isFreeUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return ts.isCallExpression(parent) || ts.isVariableDeclaration(parent) || ts.isShorthandPropertyAssignment(parent);
}

function walk(path: string, text: string, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, step);
  };
  step(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
}
