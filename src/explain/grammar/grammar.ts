/**
 * A small typed grammar over tokens. A rule is a line of text: words stand for themselves, `NAME` for another rule,
 * `NAME:x` keeps its value as x; `[…]` may be missing, `(a|b)` is one of them, `~` any signs between clauses. A rule
 * gives every way in which it fits, so that what can be read in two ways is seen to be.
 */
import { isBoundary, type Token } from './tokens.ts';

export type Values = Readonly<Record<string, unknown>>;
/** One way in which a rule fits: up to `end`, with a value. */
export type Fit = { end: number; value: unknown; /** It took words of an open class. */ open?: boolean };
type Way = { end: number; values: Values; open: boolean };

/** Tokens with what was tried on them. */
export type Context = {
  tokens: readonly Token[];
  words: ReadonlySet<string>;
  seen: Map<string, Map<number, readonly Fit[]>>;
  /** Whether all words of one way through a part of a rule are in the question at all. */
  may: Int8Array;
  steps: number;
};

/** A rule that is written in code: numbers, lists, dates. */
export type Terminal = (context: Context, at: number) => readonly Fit[];

type Node = { id: number } & (
  | { type: 'word'; text: string }
  | { type: 'rule'; name: string; as: string | undefined }
  | { type: 'signs' }
  | { type: 'all'; parts: readonly Node[] }
  | { type: 'any'; parts: readonly Node[] }
);

/** How many parts of rules there are. */
let nodes = 0;

/** More is no explanation. */
const MOST_STEPS = 60_000;

const nodesOf = (source: string): Node => {
  const parts = source.match(/\\\S|[[\]()|]|[^\s[\]()|\\]+/g) ?? [];
  let at = 0;
  const any = (close: string | undefined): Node => {
    const ways: Node[] = [];
    let all: Node[] = [];
    for (;;) {
      const part = parts[at++];
      if (part === '|' || part === close) {
        ways.push(all.length === 1 ? all[0]! : { id: nodes++, type: 'all', parts: all });
        all = [];
        if (part === close) return ways.length === 1 ? ways[0]! : { id: nodes++, type: 'any', parts: ways };
        continue;
      }
      if (part === undefined) throw new Error(`a bracket is left open in the rule "${source}"`);
      if (part === '(') all.push(any(')'));
      else if (part === '[')
        all.push({ id: nodes++, type: 'any', parts: [any(']'), { id: nodes++, type: 'all', parts: [] }] });
      else if (part === '~') all.push({ id: nodes++, type: 'signs' });
      else if (/^[A-Z][A-Z\d]*(?::\w+)?$/.test(part)) {
        const [name, as] = part.split(':') as [string, string | undefined];
        all.push({ id: nodes++, type: 'rule', name, as });
      } else all.push({ id: nodes++, type: 'word', text: part.replace(/^\\/, '') });
    }
  };
  return any(undefined);
};

type Rule = { ways: { node: Node; build: ((values: Values) => unknown) | undefined }[] };

export type Grammar = {
  /** Adds ways of a rule. `build` undefined, or giving undefined: no value, no fit. */
  rule(name: string, sources: string | readonly string[], build?: (values: Values) => unknown): void;
  terminal(name: string, terminal: Terminal): void;
  fits(context: Context, name: string, at: number): readonly Fit[];
  /** Too much was tried: what was found may not be all. */
  spent(context: Context): boolean;
};

export const contextOf = (tokens: readonly Token[]): Context => ({
  tokens,
  words: new Set(tokens.map(({ text }) => text)),
  seen: new Map(),
  may: new Int8Array(nodes),
  steps: 0,
});

/** Several fits that come to the same are one. */
const distinct = (fits: readonly Fit[]): readonly Fit[] => {
  if (fits.length < 2) return fits;
  const byKey = new Map<string, Fit>();
  for (const fit of fits) {
    const key = `${fit.end} ${JSON.stringify(fit.value)}`;
    if (!byKey.has(key) || !fit.open) byKey.set(key, fit);
  }
  return [...byKey.values()];
};

type Rules = ReadonlyMap<string, Rule>;
type Fits = Grammar['fits'];

/** Whether all words of one way through a part of a rule are in the question. Never wrong with "no". */
const mayFit = (rules: Rules, context: Context, node: Node): boolean => {
  if (node.type === 'word') return context.words.has(node.text);
  const known = context.may[node.id]!;
  if (known !== 0) return known > 0;
  context.may[node.id] = 1;
  const found = ((): boolean => {
    switch (node.type) {
      case 'signs':
        return true;
      case 'rule':
        return rules.get(node.name)?.ways.some((way) => mayFit(rules, context, way.node)) ?? true;
      case 'all':
        return node.parts.every((part) => mayFit(rules, context, part));
      case 'any':
        return node.parts.some((part) => mayFit(rules, context, part));
      default:
        return node satisfies never;
    }
  })();
  context.may[node.id] = found ? 1 : -1;
  return found;
};

/** All ways in which a part of a rule fits from where a way has come to. */
const walk = (rules: Rules, fits: Fits, context: Context, node: Node, way: Way): readonly Way[] => {
  if (++context.steps > MOST_STEPS || (node.type !== 'word' && !mayFit(rules, context, node))) return [];
  const { end: at, values, open } = way;
  switch (node.type) {
    case 'word': {
      const token = context.tokens[at];
      return token !== undefined && token.kind !== 'quote' && token.text === node.text
        ? [{ end: at + 1, values, open }]
        : [];
    }
    case 'signs': {
      let end = at;
      while (end < context.tokens.length && isBoundary(context.tokens[end])) end++;
      return [{ end, values, open }];
    }
    case 'rule': {
      const { name, as } = node;
      return fits(context, name, at).map((fit) => ({
        end: fit.end,
        values: as === undefined ? values : { ...values, [as]: fit.value },
        open: open || fit.open === true,
      }));
    }
    case 'all': {
      let ways: readonly Way[] = [way];
      for (const part of node.parts) {
        ways = ways.flatMap((one) => walk(rules, fits, context, part, one));
        if (ways.length === 0) return ways;
      }
      return ways;
    }
    case 'any':
      return node.parts.flatMap((part) => walk(rules, fits, context, part, way));
    default:
      return node satisfies never;
  }
};

export const createGrammar = (): Grammar => {
  const rules = new Map<string, Rule>();
  const terminals = new Map<string, Terminal>();

  const fits: Fits = (context, name, at) => {
    let known = context.seen.get(name);
    if (known === undefined) context.seen.set(name, (known = new Map()));
    const before = known.get(at);
    if (before !== undefined) return before;
    known.set(at, []);
    const terminal = terminals.get(name);
    const rule = rules.get(name);
    if (!terminal && !rule) throw new Error(`no rule has the name ${name}`);
    const found =
      terminal?.(context, at) ??
      rule!.ways.flatMap(({ node, build }) =>
        walk(rules, fits, context, node, { end: at, values: {}, open: false }).flatMap(
          ({ end, values, open }): Fit[] => {
            const value = build ? build(values) : true;
            return value === undefined ? [] : [{ end, value, ...(open && { open }) }];
          },
        ),
      );
    const once = distinct(found);
    known.set(at, once);
    return once;
  };

  return {
    rule(name, sources, build) {
      const ways = rules.get(name)?.ways ?? [];
      for (const source of typeof sources === 'string' ? [sources] : sources)
        ways.push({ node: nodesOf(source), build });
      rules.set(name, { ways });
    },
    terminal(name, terminal) {
      terminals.set(name, terminal);
    },
    fits,
    spent: ({ steps }) => steps > MOST_STEPS,
  };
};
