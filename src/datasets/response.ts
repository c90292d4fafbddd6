/**
 * Reads a model's response from the text that a trainer sends: without the prompt before it and the end markers after
 * it, and with the thoughts that the prompt opened. Its reward is worked out in label.ts.
 */

/** The response can't be separated from its prompt; the message says what to send. */
export class QueryError extends Error {
  override name = 'QueryError';
}

/**
 * A special token at the end of a turn: <|im_end|>, <|eot_id|>, <｜end▁of▁sentence｜>, <turn|>, </s>, <eos> and padding.
 */
const END = /^<(?:[|｜]?[^<>|｜\s]{1,40}[|｜]|\/s|eos|pad|end_of_turn)>$/;

const withoutEnds = (text: string): string => {
  for (let rest = text.trimEnd(); ;) {
    const at = rest.lastIndexOf('<');
    if (at < 0 || !END.test(rest.slice(at))) return rest;
    rest = rest.slice(0, at).trimEnd();
  }
};

/**
 * A decoded prompt may be cut at its beginning and differ in white space. This many characters of its end, white space
 * left out, show where the response begins.
 */
const TAIL = 200;

const afterPrompt = (query: string, prompt: string): string => {
  if (query.startsWith(prompt)) return query.slice(prompt.length);
  const tail = prompt
    .replace(/\s/g, '')
    .slice(-TAIL)
    .split('')
    .map((mark) => mark.replace(/\W/, '\\$&'));
  const found = new RegExp(tail.join('\\s*')).exec(query);
  if (!found)
    throw new QueryError(
      `the query "${query.slice(0, 80)}" does not hold its prompt, which would be graded along; send prompt and response as one text, or the response alone with "" for its prompt`,
    );
  return query.slice(found.index + found[0].length);
};

/**
 * The response in `query`: what follows the prompt. Where the prompt ends in <think>, or anywhere when the model is a
 * `thinking` one, it begins inside its thoughts: without </think> it was cut off. Throws a `QueryError` when the query
 * does not hold the prompt.
 */
export const responseIn = (query: string, prompt: string, thinking = false): string => {
  const response = withoutEnds(afterPrompt(query, prompt));
  const opened = thinking || /<think>\s*$/.test(prompt);
  return opened && !response.includes('<think>') ? `<think>${response}` : response;
};
