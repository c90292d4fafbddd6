/**
 * What a model wrote, out of the texts that a trainer sends: less the prompt before it and the end markers after it, and with
 * the thoughts that the prompt opened. Text only; what a response is worth is label.ts.
 */

/** A special token at the end of a turn: <|im_end|>, <|eot_id|>, <｜end▁of▁sentence｜>, <turn|>, </s>, <eos> and padding. */
const END = /^<(?:[|｜]?[^<>|｜\s]{1,40}[|｜]|\/s|eos|pad|end_of_turn)>$/;

const withoutEnds = (text: string): string => {
  for (let rest = text.trimEnd(); ; ) {
    const at = rest.lastIndexOf('<');
    if (at < 0 || !END.test(rest.slice(at))) return rest;
    rest = rest.slice(0, at).trimEnd();
  }
};

/**
 * The response in `query`: the query less the prompt that it begins with. Where the prompt ends in <think>, or anywhere when the
 * model is a `thinking` one, it begins inside its thoughts: without </think> it was cut off.
 */
export const responseIn = (query: string, prompt: string, thinking = false): string => {
  const response = withoutEnds(query.startsWith(prompt) ? query.slice(prompt.length) : query);
  const opened = thinking || /<think>\s*$/.test(prompt);
  return opened && !response.includes('<think>') ? `<think>${response}` : response;
};
