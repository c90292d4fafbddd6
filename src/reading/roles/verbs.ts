/** The verbs of a clause with what they do, and which of them a number belongs to. */
import { isVerbAt, type Token } from './tokens.ts';
import { verbOf, type Verb } from './words.ts';

export type Said = { verb: Verb; word: string; at: number };

const OFF = /^(?:off|out|away|home|down)$/;
const ON = /^(?:on|in|into|aboard|onto|back|up|to)$/;
/** Verbs of moving and putting: what stands behind them says whether something comes or goes. */
const MOVES = new Set(
  (
    'get gets got getting go goes went gone come comes came step steps stepped climb climbs climbed run runs ' +
    'ran walk walks ' +
    'walked fly flies flew swim swims swam hop hops hopped jump jumps jumped put puts move moves moved take ' +
    'takes took taken ' +
    'drive drives drove roll rolls rolled hand hands handed sail sails sailed'
  ).split(' '),
);
const CARRIES = /^(?:take|takes|took|drive|drives|drove|walk|walks|walked|run|runs|ran|swim|swims|swam)$/;
const HELPS =
  /^(?:is|are|was|were|be|been|has|have|had|do|does|did|start|starts|started|begin|begins|began|get|gets|got)$/;

const saidAt = (tokens: readonly Token[], at: number): Said => {
  const word = tokens[at]!.text;
  const verb = verbOf(word) ?? 'loses';
  const behind = tokens
    .slice(at + 1, at + 7)
    .filter((one) => one.number === undefined)
    .map((one) => one.text);
  const off = behind.findIndex((one) => OFF.test(one));
  if (/^borrow(?:ed|s)?$/.test(word) && /^(?:got|get|gets|was|were|been|are|is)$/.test(tokens[at - 1]?.text ?? ''))
    return { verb: 'loses', word, at };
  if (MOVES.has(word) && !/^hand(?:s|ed)?$/.test(word)) {
    const on = behind.findIndex((one) => ON.test(one));
    if (off >= 0 && (on < 0 || off < on)) return { verb: 'loses', word, at };
    if (on >= 0 && on < 2 && !CARRIES.test(word)) return { verb: 'gets', word, at };
  }
  if (/^cuts?$/.test(word) && off < 0) return { verb: 'has', word, at };
  return { verb, word, at };
};

/** The verbs of a clause; of a chain ("have been sold") its last. */
export const verbsIn = (tokens: readonly Token[]): Said[] => {
  const out: Said[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (!isVerbAt(tokens, i)) continue;
    const near = [1, 2, 3].find(
      (by) =>
        i + by < tokens.length &&
        isVerbAt(tokens, i + by) &&
        tokens.slice(i + 1, i + by).every((one) => one.number === undefined && one.text !== ','),
    );
    if (HELPS.test(tokens[i]!.text) && near !== undefined && near < (/^g[eo]t/.test(tokens[i]!.text) ? 2 : 3)) continue;
    out.push(saidAt(tokens, i));
  }
  return out;
};

/** The verb that a number belongs to: the last one before it, else the first one behind. */
export const verbFor = (verbs: readonly Said[], i: number): Said | undefined =>
  verbs.findLast((one) => one.at < i) ?? (verbs.at(-1)?.word === 'left' ? verbs.at(-1) : verbs[0]);
