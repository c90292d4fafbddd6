/**
 * Reads what source files import and says which rules of the architecture they break (docs/architecture.md). Works on a
 * plain map from path to text, so that the test can try it on made-up trees. Nothing here touches the disk.
 */

/** Paths below src, with '/', to the text of each file. */
export type Tree = ReadonlyMap<string, string>;

/** An import of another file of the tree, of values or of types: who reads one way needs no way back. */
export type Edge = { from: string; to: string };

/**
 * What each folder may import besides itself. '' is the root, which every folder may import. Imports point down;
 * `local` makes a model of this machine a Chat; `gateway` serves models, `lab` trains them, and these two never import
 * each other.
 * `studies` is the top-level folder of that name.
 */
const ALLOWED: Readonly<Record<string, readonly string[] | 'all'>> = {
  '': [],
  terminal: [''],
  testing: [''],
  hub: [''],
  sandbox: [''],
  tensor: [''],
  model: ['', 'tensor'],
  infer: ['', 'tensor', 'model'],
  train: ['', 'tensor', 'model'],
  answers: [''],
  problem: [''],
  explain: ['', 'problem'],
  reading: ['', 'answers', 'problem', 'explain'],
  task: ['', 'answers', 'problem', 'reading'],
  reason: ['', 'answers', 'problem', 'reading', 'task', 'sandbox'],
  agent: ['', 'answers', 'problem', 'task', 'reason', 'sandbox'],
  eval: ['', 'terminal', 'answers', 'problem', 'reading', 'task', 'reason', 'agent', 'sandbox'],
  datasets: ['', 'answers', 'task', 'reason'],
  provider: [''],
  server: [''],
  local: ['', 'terminal', 'tensor', 'model', 'infer', 'answers', 'problem', 'reading', 'task', 'reason'],
  gateway: [
    '',
    'terminal',
    'local',
    'sandbox',
    'answers',
    'problem',
    'reading',
    'task',
    'reason',
    'agent',
    'provider',
    'server',
    'hub',
  ],
  lab: [
    '',
    'terminal',
    'tensor',
    'model',
    'infer',
    'train',
    'answers',
    'problem',
    'task',
    'reason',
    'eval',
    'datasets',
    'local',
  ],
  studies: [
    '',
    'terminal',
    'tensor',
    'model',
    'infer',
    'train',
    'answers',
    'problem',
    'task',
    'reason',
    'sandbox',
    'eval',
    'local',
    'lab',
  ],
  exports: 'all',
  cli: 'all',
};

const NUMBERS = ['tensor', 'model', 'infer', 'train'];
const TEXT = ['answers', 'problem', 'explain', 'reading', 'task', 'reason', 'agent', 'eval', 'datasets'];
const LONGEST = 500;
const LONGEST_FUNCTION = 80;

/** The package's entry points: they re-export from every room, and nothing inside imports them. */
const isEntry = (path: string): boolean => path === 'index.ts' || path.startsWith('exports/');

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');
const isTest = (path: string): boolean => path.endsWith('.test.ts');
const isTestSupport = (path: string): boolean => isTest(path) || /(?:^|\/)testing(?:\/|\.ts$)/.test(path);

/**
 * The text with comments, strings, templates and regular expressions blanked out, newlines kept. The text between
 * quotes of an import stays readable through `importsOf`, which works on the original.
 */
export const codeOnly = (text: string): string => {
  let out = '';
  let i = 0;
  let last = ''; // the last character of code that is not a space: tells a regular expression from a division
  const blank = (to: number) => {
    out += text.slice(i, to).replace(/[^\n]/g, ' ');
    i = to;
  };
  const ends = (pattern: RegExp): number => {
    pattern.lastIndex = i;
    const found = pattern.exec(text);
    return found ? pattern.lastIndex : text.length;
  };
  const template: number[] = []; // depth of braces inside each open ${
  while (i < text.length) {
    const c = text[i]!;
    if (text.startsWith('//', i)) blank(ends(/[^\n]*/g));
    else if (text.startsWith('/*', i)) blank(ends(/\*\//g));
    else if (c === "'" || c === '"') {
      blank(ends(c === "'" ? /'(?:\\.|[^'\\])*'/gs : /"(?:\\.|[^"\\])*"/gs));
      last = '"';
    } else if (c === '`' || (c === '}' && template.at(-1) === 0)) {
      if (c === '}') template.pop();
      const end = ends(/.(?:\\.|\$(?!\{)|[^`\\$])*(?:`|\$\{)/gsy);
      if (text.slice(i, end).endsWith('${')) template.push(0);
      blank(end);
      last = '"';
    } else if (c === '/' && !/[\w)\]"}]/.test(last)) {
      blank(ends(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/\w*/g));
      last = '"';
    } else {
      if (template.length > 0) template[template.length - 1]! += c === '{' ? 1 : c === '}' ? -1 : 0;
      if (c.trim()) last = c;
      out += c;
      i++;
    }
  }
  return out;
};

/** Every module that a file names: `import`, `export ... from`, `import()` and `new URL('./x.ts', import.meta.url)`. */
export const importsOf = (text: string): string[] => {
  const code = codeOnly(text);
  const quoted = (at: number): string[] => /^\s*['"]([^'"\n]+)['"]/.exec(text.slice(at, at + 300))?.slice(1) ?? [];
  const named = code.matchAll(/\b(?:import|export)\b[\w\s{},*$]*?\bfrom\b/g);
  const bare = code.matchAll(/\bimport\b(?=\s*\s$|\s+ )|\bimport\s*\(|\bnew URL\(/gm);
  return [...named, ...bare].flatMap(({ 0: whole, index }) => quoted(index + whole.length));
};

const resolvePath = (from: string, module: string): string => {
  const parts = from.split('/').slice(0, -1);
  for (const part of module.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return `../${module}`;
    } else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
};

/** Imports between files of the tree. Packages and node: modules are left out. */
export const edgesOf = (tree: Tree): Edge[] =>
  [...tree].flatMap(([from, text]) =>
    importsOf(text)
      .filter((module) => module.startsWith('.'))
      .map((module) => ({ from, to: resolvePath(from, module) })),
  );

/** The first cycle of imports, as the files on it, or undefined. */
export const findCycle = (edges: readonly Edge[]): string[] | undefined => {
  const next = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const { to } of next.get(file) ?? []) {
      const cycle = visit(to, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
};

/** What is wrong with one import, or undefined. Tests and their support may also import testing/. */
const faultOf = ({ from, to }: Edge, tree: Tree): string | undefined => {
  const [a, b] = [folderOf(from), folderOf(to)];
  const says = (why: string) => `${from} imports ${to}: ${why}`;
  if (/\.(?:md|txt)$/.test(to)) return undefined; // a text beside its reader
  if (!tree.has(to)) return to.startsWith('../') ? undefined : says('there is no such file');
  if (isTest(to)) return says('a test is imported');
  if (isEntry(to)) return says('entry points are for users of the package; import the part itself');
  const allowed = ALLOWED[a];
  if (!allowed) return says(`folder ${a} has no rank; give it one in test/layers.ts`);
  if (b === a || allowed === 'all' || isEntry(from)) return undefined;
  if (b === 'cli') return says('nobody imports cli');
  if (b === 'testing' && isTestSupport(from)) return undefined;
  if ((NUMBERS.includes(a) && TEXT.includes(b)) || (TEXT.includes(a) && NUMBERS.includes(b)))
    return says('numbers and text never import each other');
  if (!allowed.includes(b))
    return says(
      a === ''
        ? 'the root imports no folder'
        : `${a} may import ${['root', ...allowed.filter(Boolean)].join(', ')} only`,
    );
  return undefined;
};

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Lines of code that use the type: after a colon, `as`, `<`, `|`, `=`, `,`, `(` or `extends`. */
const anyLines = (code: string): number[] =>
  [...code.matchAll(/(?:[:<|&,=(]|\bas|\bextends)\s*any\b(?!\s*[(:.])/g)].map(({ 0: whole, index }) =>
    lineOf(code, index + whole.length),
  );

/** Whether the line above says, in a comment, that this one is the marked boundary. */
const isBoundary = (text: string, line: number): boolean =>
  /\/\/.*\bmarked boundary\b/.test(text.split('\n')[line - 2] ?? '');

const FUNCTION =
  /^(?:export )?(?:async )?(?:function\*? (\w+)|const (\w+)[^=]*(?:=>[^=]*)?= (?:async )?(?:\(|<|\w+ =>))/;

/** Top-level functions with their lengths in lines. Relies on the formatter: statements begin at column 0. */
export const functionsOf = (text: string): { name: string; lines: number }[] => {
  const lines = text.split('\n');
  return lines.flatMap((line, start) => {
    const found = FUNCTION.exec(line);
    if (!found) return [];
    const next = lines.slice(start + 1).findIndex((after) => /^[\w/@]/.test(after));
    const statement = lines.slice(start, next < 0 ? undefined : start + 1 + next);
    return [{ name: (found[1] ?? found[2])!, lines: statement.findLastIndex((part) => part !== '') + 1 }];
  });
};

/** What is wrong with the text of one file. A test needs no opening comment: its name says what it is. */
const textFaults = (path: string, text: string): string[] => {
  const code = codeOnly(text);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const faults: string[] = [];
  if (!isTest(path) && !/^(?:#![^\n]*\n)?\s*(?:\/\*|\/\/)/.test(text))
    faults.push(`${path} opens without a comment that says what it is`);
  if (lines > LONGEST) faults.push(`${path} has ${lines} lines; at ${LONGEST} look for the second idea`);
  const anywhere = (pattern: RegExp, where: string, what: string) => {
    for (const { index } of where.matchAll(pattern)) faults.push(`${path}:${lineOf(text, index)} ${what}`);
  };
  for (const line of anyLines(code)) if (!isBoundary(text, line)) faults.push(`${path}:${line} uses any`);
  if (!isTest(path))
    for (const { name, lines: length } of functionsOf(text)) {
      if (length > LONGEST_FUNCTION)
        faults.push(`${path}: ${name} has ${length} lines; split it at ${LONGEST_FUNCTION}`);
    }
  anywhere(/\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/g, code, 'has a default export');
  anywhere(/\b(?:TODO|FIXME)\b/g, text, 'leaves something to do');
  return faults;
};

/** Every broken rule of a tree, in plain sentences; an empty list when all is well. */
export const check = (tree: Tree): string[] => {
  const edges = edgesOf(tree);
  const cycle = findCycle(edges);
  const boundaries = [...tree].flatMap(([path, text]) =>
    anyLines(codeOnly(text))
      .filter((line) => isBoundary(text, line))
      .map((line) => `${path}:${line}`),
  );
  return [
    ...edges.flatMap((edge) => faultOf(edge, tree) ?? []),
    ...(cycle ? [`imports go in a circle: ${cycle.join(' → ')}`] : []),
    ...[...tree].flatMap(([path, text]) => textFaults(path, text)),
    ...(boundaries.length > 1
      ? [`there may be one marked boundary, not ${boundaries.length}: ${boundaries.join(', ')}`]
      : []),
  ];
};
