/**
 * Constrained decoding: which tokens may follow. A grammar is plain data, so that it crosses threads; a state is the
 * set of ways in which the text so far can go on. Characters are matched, not tokens: a token is allowed when all its
 * characters are. It draws nothing (sampler.ts) and knows no language of its own.
 */
import type { Grammar, Rule } from '../types.ts';

/** What is still to come, the next first; shared between states. `null`: the text may end here. */
type Stack = { rule: Rule; rest: Stack } | null;
/** Every way to go on. An empty state has none: the text is outside of the grammar. */
export type MaskState = readonly Stack[];

export type Mask = {
  start: MaskState;
  /** The state after a text. */
  follow(state: MaskState, text: string): MaskState;
  /** Whether the text may end here. */
  mayEnd(state: MaskState): boolean;
};

/** Most ways to go on that are followed at once; a grammar with more is ambiguous beyond use. */
const MOST_WAYS = 2000;

/** Expands a stack until each way begins with a character, or ends. */
const expand = (grammar: Grammar, stack: Stack, out: Stack[], depth: number): void => {
  if (depth > 200 || out.length > MOST_WAYS) throw new RangeError('the grammar is ambiguous or recursive without end');
  if (stack === null) {
    out.push(null);
    return;
  }
  const { rule, rest } = stack;
  switch (rule.type) {
    case 'text':
      if (rule.text === '') expand(grammar, rest, out, depth + 1);
      else out.push(stack);
      return;
    case 'chars':
      out.push(stack);
      return;
    case 'all':
      expand(
        grammar,
        rule.parts.reduceRight<Stack>((after, part) => ({ rule: part, rest: after }), rest),
        out,
        depth + 1,
      );
      return;
    case 'any':
      for (const part of rule.parts) expand(grammar, { rule: part, rest }, out, depth + 1);
      return;
    case 'many': {
      const { of, least = 0, most = Infinity } = rule;
      if (least === 0) expand(grammar, rest, out, depth + 1);
      if (most < 1) return;
      const again: Rule = { type: 'many', of, least: Math.max(0, least - 1), most: most - 1 };
      expand(grammar, { rule: of, rest: { rule: again, rest } }, out, depth + 1);
      return;
    }
    case 'rule': {
      const named = grammar.rules[rule.name];
      if (!named) throw new RangeError(`the grammar has no rule ${JSON.stringify(rule.name)}`);
      expand(grammar, { rule: named, rest }, out, depth + 1);
      return;
    }
    default:
      return rule satisfies never;
  }
};

/** The mask of a grammar. Throws a RangeError for a rule that is missing or never comes to a character. */
export const createMask = (grammar: Grammar): Mask => {
  const ways = (stacks: readonly Stack[]): MaskState => {
    const out: Stack[] = [];
    for (const stack of stacks) expand(grammar, stack, out, 0);
    return out;
  };
  const step = (state: MaskState, char: string): MaskState => {
    const next: Stack[] = [];
    for (const stack of state) {
      if (stack === null) continue;
      const { rule, rest } = stack;
      if (rule.type === 'text' && rule.text.startsWith(char))
        next.push({ rule: { type: 'text', text: rule.text.slice(char.length) }, rest });
      else if (rule.type === 'chars' && rule.chars.includes(char)) next.push(rest);
    }
    return ways(next);
  };
  return {
    start: ways([{ rule: { type: 'rule', name: grammar.start }, rest: null }]),
    follow: (state, text) => {
      let at = state;
      for (const char of text) {
        if (at.length === 0) return at;
        at = step(at, char);
      }
      return at;
    },
    mayEnd: (state) => state.includes(null),
  };
};

/**
 * A mask over token ids: `pieces` says what each id writes; an id that writes nothing is never allowed but at the end.
 */
export type TokenMask = {
  /** The logits with everything that may not follow at −∞; the row itself where all of it would go. */
  apply(state: MaskState, row: Float32Array): Float32Array;
  advance(state: MaskState, id: number): MaskState;
  start: MaskState;
};

export const createTokenMask = (grammar: Grammar, pieces: readonly string[], endIds: readonly number[]): TokenMask => {
  const mask = createMask(grammar);
  // Tokens by their first character: most of them need no walk.
  const byFirst = Map.groupBy(
    pieces.flatMap((piece, id) => (piece === '' || piece.includes('\uFFFD') ? [] : [{ id, piece }])),
    ({ piece }) => [...piece][0]!,
  );
  return {
    start: mask.start,
    advance: (state, id) => (endIds.includes(id) ? [] : mask.follow(state, pieces[id] ?? '')),
    apply: (state, row) => {
      const out = new Float32Array(row.length).fill(-Infinity);
      let some = false;
      const allow = (id: number): void => {
        out[id] = row[id]!;
        some = true;
      };
      for (const [first, tokens] of byFirst) {
        const after = mask.follow(state, first);
        if (after.length === 0) continue;
        for (const { id, piece } of tokens) if (mask.follow(after, piece.slice(first.length)).length > 0) allow(id);
      }
      if (mask.mayEnd(state)) for (const id of endIds) if (id < row.length) allow(id);
      return some ? out : row;
    },
  };
};
