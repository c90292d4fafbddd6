/**
 * The one line that asks a model to end with its answer in a form that `readAnswer` finds. Only where the question has
 * a short answer, and only where nothing else decides the form of the reply: no response format, no stop sequence, no
 * tools, no system prompt that fixes the output. gateway/ask-form.ts adds the line to the candidates of a request.
 */
import { alternatives } from '../regex.ts';
import { optionsOf } from './implicit.ts';

/** What a request says about the form of its reply. */
export type FormContext = {
  /** The last message of the user. */
  question: string;
  /** Everything else that was said, oldest first: a form that was asked for there holds. */
  instructions?: readonly string[] | undefined;
  /** System prompts. One that speaks of its output, or is as long as an application's, decides the form. */
  system?: readonly string[] | undefined;
  /** A response format, a stop sequence, tools or a prefilled answer: any of these and nothing is added. */
  format?: unknown;
  stop?: readonly string[] | undefined;
  tools?: readonly unknown[] | undefined;
  /** The caller reads the reply by a form of its own (a benchmark's client, say). */
  strict?: boolean | undefined;
};

const MATHS = new RegExp(
  '\\\\(?:frac|sqrt|sum|int|boxed|begin)|\\$[^$\\n]{1,200}\\$|[a-z]\\s*[=<>]\\s*\\S|\\b(?:solve|simplify|' +
    'evaluate|integral|derivative|equation|polynomial|probability|triangle|prime|remainder|modulo|compute|' +
    'calculate)\\b|计算|求解|方程|計算|вычисли|решите|calcul|berechne|أوجد|احسب|محاسبه',
  'i',
);
const SHORT = new RegExp(
  '\\b(?:how (?:many|much|old|long|far|tall|fast|often|big|large|high|wide|deep|heavy)|what (?:is|are|was|' +
    'were|will be|would be|number|time|year|day|date|percentage|percent|fraction|value|color|colour|age)|which|' +
    'who|when|where|is it|are there|true or false|find (?:the|all)|compute|calculate|determine the|evaluate|' +
    'simplify|solve|count)\\b|combien|quel(?:le)?s?\\b|wie ?viele?|welche[rs]?\\b|cuánt[oa]s?|cuál|сколько|' +
    'какой|какая|какое|чему равн|多少|几|幾|哪|いくつ|いくら|何(?:人|個|円|本|枚|時間|分|日|年|歳|倍|番)|どれ|कितन[ेाी]|क्या है|كم|ما هو|' +
    'ما هي|أي من|چند|چقدر|کدام',
  'i',
);
const LONG = new RegExp(
  '\\b(?:write|draft|compose|essay|story|poem|letter|email|e-mail|blog|article|report|translate|summari[sz]e|' +
    'explain|describe|discuss|compare|outline|brainstorm|list (?:some|several|ideas|ways)|ideas for|code|' +
    'function|script|program|implement|refactor|debug|regex|sql|html|css|python|javascript|typescript|java|' +
    'rust|recipe|plan a|advice|pros and cons|why|how (?:do|does|can|should|to|would|did)|tell me about|give me|' +
    'help me|proof|prove|show that)\\b|```|écri|expliqu|tradui|schreib|erklär|übersetz|escrib|explica|traduc|' +
    'напиши|объясни|переведи|写一|写个|解释|翻译|总结|書いて|説明|翻訳|लिख|समझा|अनुवाद|اكتب|اشرح|ترجم|بنویس|توضیح|ترجمه',
  'i',
);
/** A form that was asked for already, in any words. */
const ASKED = new RegExp(
  '\\\\boxed|####|<answer>|\\b(?:answer|respond|reply|output|return|end|finish|write|give|put|format|' +
    'print)\\b[^.\\n]{0,60}\\b(?:only|just|exactly|format|form|json|xml|yaml|csv|markdown|table|word|letter|' +
    'number|sentence|line|box|tags?|in the following|as follows|"answer|\'answer|answer:)\\b|\\b(?:no|' +
    'without) (?:explanation|other text|commentary|preamble)\\b|\\bone (?:word|letter|number|sentence)\\b|' +
    '\\bJSON\\b|只(?:回答|输出|返回)|仅(?:回答|输出)|のみ|だけで(?:答|回答)|nur (?:mit|die)|uniquement|sólo|solo con|только',
  'i',
);

/** Longer questions carry documents; what they ask for is not for a pattern to say. */
const LONGEST = 8000;

/** Asks what a thing is: "what is rain?", "who are you?". The answer is an explanation. */
const DEFINITION = new RegExp(
  alternatives(
    /^(?:what|who)(?:'s|s| is| are)(?: an?| the)? [a-z-]+(?: [a-z-]+)?\s*\??$/,
    /\b(?:meaning of (?:life|love|the)|safe to|should i)\b/,
  ),
  'i',
);

/** Ends by asking for a number, whatever the story before is about. */
const ASKS_NUMBER =
  /\d[\s\S]*\bhow (?:many|much|old|long|far|tall|fast|often|high|wide|deep|heavy)\b[^.?!\n]{0,200}\?$/i;

/** Whether a question has an answer of a few words, as far as its wording says. Unsure means no. */
export const hasShortAnswer = (question: string): boolean => {
  const text = question.trim();
  if (text === '' || text.length > LONGEST) return false;
  if (ASKS_NUMBER.test(text)) return true;
  if (LONG.test(text) || DEFINITION.test(text)) return false;
  return optionsOf(text).size > 0 || MATHS.test(text) || (SHORT.test(text) && (/\d/.test(text) || text.length < 200));
};

/** A system prompt that says what comes out: a classifier, a translator, an interface for programs. */
const FIXES_OUTPUT = new RegExp(
  '\\b(?:output|outputs|format(?:s|ted)?|schema|template|tags?|labels?|classif\\w+|categor\\w+|translat\\w+|' +
    'markdown|html|xml|yaml|csv|parse[rd]?|verbatim|word for word)\\b|' +
    '\\b(?:respond|reply|answer|speak|write)\\b[^.\\n]{0,40}\\b(?:with|as|in|using)\\b[^.\\n]{0,40}' +
    '\\b(?:sentences?|words?|characters?|lines?|bullets?|rhyme|verse|haiku|speech|voice)\\b|' +
    '输出|格式|出力|形式|formato|ausgabe|вывод',
  'i',
);
/** Longer system prompts are those of an application or an agent, whose replies may be read by a program. */
const LONGEST_SYSTEM = 1500;

/** How a model is asked to end: with a box, with a line "Answer: …", or with that line and the letter of an option. */
export type AnswerStyle = 'box' | 'label' | 'option';

/** The line of each style. Every one of them is read back by `readAnswer`. */
export const ANSWER_LINES: Readonly<Record<AnswerStyle, string>> = {
  box: 'End with the final answer in \\boxed{}.',
  label: 'End with a line "Answer: X", where X is the final answer alone.',
  option: 'End with a line "Answer: X", where X is the letter of the option.',
};

/** Families that learned to box their answers, in mathematics at least. */
const BOXES = new RegExp(
  'qwen|qwq|deepseek|r1\\b|k2|kimi|glm|phi|mimo|minimax|hunyuan|nemotron|acereason|openthinker|skywork|' +
    'internlm|olmo|gpt-oss|magistral|exaone|math|think|reason',
  'i',
);

/** What a model of this name is used to, where nothing better is known of its family. */
export const usualStyle = (name: string): 'box' | 'label' => (BOXES.test(name) ? 'box' : 'label');

/** The style to ask for, or undefined when nothing is to be added. `usual` is what the model is used to. */
export const answerStyle = (context: FormContext, usual: 'box' | 'label'): AnswerStyle | undefined => {
  const { question, instructions = [], system = [], format, stop = [], tools = [], strict = false } = context;
  if (strict || format !== undefined || stop.length > 0 || tools.length > 0) return undefined;
  if (system.some((text) => text.length > LONGEST_SYSTEM || FIXES_OUTPUT.test(text))) return undefined;
  const said = [question, ...instructions, ...system];
  if (!hasShortAnswer(question) || said.some((text) => ASKED.test(text.slice(0, 20_000)))) return undefined;
  return optionsOf(question).size > 0 ? 'option' : usual;
};

/**
 * The line to add to the request, or undefined when none is to be added. `family` is the name of the model as it is
 * called.
 *
 * @example answerForm({ question: 'How many eggs are left of 16 after 7 are eaten?' }, 'qwen2.5-7b-instruct') // 'End
 * with the final answer in \\boxed{}.'
 * @example answerForm({ question: 'Write a poem about 16 eggs.' }, 'qwen2.5-7b-instruct') // undefined
 */
export const answerForm = (context: FormContext, family: string): string | undefined => {
  const style = answerStyle(context, usualStyle(family));
  return style && ANSWER_LINES[style];
};
