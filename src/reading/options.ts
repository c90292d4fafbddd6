/**
 * Questions with lettered options: the question before them is read as any other, and its answer is the letter of the
 * one option that says it. Where the options are statements of one form ("The owl is the second from the left"), that
 * is what is asked.
 */

export type Options = { stem: string; options: readonly (readonly [letter: string, text: string])[] };

const OPTION = /(?:^|\s)\(?([A-Z])[).:]\s+([^\n]+?)(?=\s*\n|\s*$|\s+\(?[A-Z][).:]\s)/g;

/** The options of a question, at least two, lettered from A; undefined when it has none. */
export const optionsOf = (question: string): Options | undefined => {
  const at = question.search(/\n\s*(?:options|choices|answer choices)\s*:|\n\s*\(?A[).:]\s/i);
  if (at < 0) return undefined;
  const options = [...question.slice(at).matchAll(OPTION)].map((one) => [one[1]!, one[2]!.trim()] as const);
  const lettered = options.every(([letter], i) => letter === String.fromCharCode(65 + i));
  return options.length >= 2 && lettered ? { stem: question.slice(0, at).trim(), options } : undefined;
};

/** "The owl is the second from the left", "Eve finished last": who, and what is said of them. */
const STATEMENT = /^(?:the )?(.+?) ((?:is|are|was|were|finished|came|comes|stands?|ranks?) .+?)\.?$/i;

/** What all options say of different ones: `[names, 'is the second from the left']`. */
export const statementsOf = ({ options }: Options): { names: string[]; says: string } | undefined => {
  const parts = options.map(([, text]) => STATEMENT.exec(text));
  const says = parts[0]?.[2]?.toLowerCase().replace(/^are\b/, 'is');
  const same = parts.every((one) => one?.[2]?.toLowerCase().replace(/^are\b/, 'is') === says);
  return says !== undefined && same ? { names: parts.map((one) => one![1]!), says } : undefined;
};

/** The instructions of a walk, and whether they lead back: "Take 3 steps left. Turn around." */
export const walkOf = (low: string): string[] | undefined => {
  if (
    !/\b(?:return|back|end up|ends? up) (?:to|at|where|in) (?:the |your |my )?(?:start\w*|same|where|beginning|i started|you started|place)/.test(
      low,
    )
  )
    return undefined;
  const body = low
    .replace(/\boptions:[^]*$/, '')
    .replace(/^[^]*?\?\s*/, (found) => (/\b(?:take|walk|go|turn)\b.*\d/.test(found) ? found : ''));
  const facing = /\balways fac(?:e|ing) forward\b/.test(body);
  const steps: string[] = [];
  for (const sentence of body.split(/[.;,]\s*|\bthen\b|\band\b/)) {
    const text = sentence.trim();
    if (text === '' || /^(?:always face forward|if you follow|do you|yes|no|-.*|question.*|start.*|begin.*)/.test(text))
      continue;
    const turn = /^(?:now |next )?(?:you )?turn (?:to (?:the|your) )?(left|right|around|back)\b/.exec(text);
    const move =
      /^(?:now |next )?(?:you )?(?:take|walk|go|move|make|step) (?:(\d+) (?:steps?|paces?) ?(?:to (?:the|your) )?(forwards?|backwards?|left|right|ahead|back)?|(?:to the )?(forwards?|backwards?|left|right) (\d+)(?: steps?)?)$/.exec(
        text,
      );
    if (turn) steps.push(`turn ${turn[1] === 'back' ? 'around' : turn[1]}`);
    else if (move) {
      const side = (move[2] ?? move[3] ?? 'forward')
        .replace(/s$/, '')
        .replace(/^ahead$/, 'forward')
        .replace(/^back$/, 'backward');
      steps.push(`${side} ${move[1] ?? move[4]}`);
    } else return undefined;
  }
  return steps.length > 0 && !(facing && steps.some((one) => one.startsWith('turn'))) ? steps : undefined;
};
