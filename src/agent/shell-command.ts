/**
 * Reads a command line for what it would run, as far as that can be told without a shell: the simple commands in it,
 * each as its words. Whatever is not plain (substitution, variables, files written by `>`, background, control words,
 * escapes) makes the line opaque, and nothing is promised about an opaque line. Pure.
 */
import { anyOf, sequence } from '../regex.ts';

/** `plain`: these simple commands and nothing else. `opaque`: why it can't be told, and what could be read of it. */
export type ShellCommand =
  | { type: 'plain'; commands: string[][] }
  | { type: 'opaque'; why: string; commands: string[][] };

/** Words that begin something else than a simple command. */
const CONTROL = new Set(
  'if then else elif fi for while until do done case esac select function time coproc { } ! [[ ]] eval exec source . builtin command trap alias set export declare typeset local readonly unset enable shopt bind cd pushd popd'.split(
    ' ',
  ),
);

/** Redirections that write no file. */
const HARMLESS = /^(?:[12]?>&[12]|&?[12]?>>? ?\/dev\/null|[12]?> ?\/dev\/null|< ?\/dev\/null)(?=$|[\s;&|)])/;

const opaque = (why: string, commands: string[][]): ShellCommand => ({ type: 'opaque', why, commands });

/** One step of the reader: what stands at a place and how long it is. */
type Token =
  | { type: 'space' | 'end' | 'drop'; length: number }
  | { type: 'text'; length: number; text: string }
  | { type: 'opaque'; why: string };

const quoted = (line: string, at: number): Token => {
  const quote = line[at]!;
  const end = line.indexOf(quote, at + 1);
  if (end < 0) return { type: 'opaque', why: 'a quotation mark is not closed' };
  const text = line.slice(at + 1, end);
  if (quote === '"' && /[$`\\!]/.test(text))
    return { type: 'opaque', why: 'something is substituted in double quotes' };
  return { type: 'text', length: end + 1 - at, text };
};

const tokenAt = (line: string, at: number, inWord: boolean): Token => {
  const c = line[at]!;
  const rest = line.slice(at);
  const harmless = inWord ? undefined : HARMLESS.exec(rest)?.[0];
  if (harmless) return { type: 'drop', length: harmless.length };
  if (c === ' ' || c === '\t') return { type: 'space', length: 1 };
  if (rest.startsWith('&&') || rest.startsWith('||')) return { type: 'end', length: 2 };
  if (rest.startsWith('|&')) return { type: 'end', length: 2 };
  if (c === ';' || c === '|' || c === '\n') return { type: 'end', length: 1 };
  if (c === "'" || c === '"') return quoted(line, at);
  if (c === '&') return { type: 'opaque', why: 'something goes on in the background' };
  if (c === '>' || c === '<') return { type: 'opaque', why: 'a file is read or written by redirection' };
  if (c === '$' || c === '`') return { type: 'opaque', why: 'something is substituted' };
  if (c === '(' || c === ')' || c === '{' || c === '}')
    return { type: 'opaque', why: 'commands or words are grouped by brackets' };
  if (c === '\\') return { type: 'opaque', why: 'a character is escaped' };
  if (c === '#' && !inWord) return { type: 'opaque', why: 'there is a comment' };
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|[^\S ]/u.test(c))
    return { type: 'opaque', why: 'there are characters that are not seen' };
  return { type: 'text', length: 1, text: c };
};

/** Why a simple command is more than its words. */
const special = (words: readonly string[]): string | undefined => {
  const first = words[0]!;
  if (/^\w+\+?=/.test(first)) return 'a variable is set in front of a command';
  if (CONTROL.has(first)) return `"${first}" runs or changes something else than a program`;
  return undefined;
};

/** Reads a command line. Every command that could be read is given, whatever else stands there. */
export const readCommand = (line: string): ShellCommand => {
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | undefined;
  let why: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (let at = 0; at < line.length;) {
    const token = tokenAt(line, at, word !== undefined);
    if (token.type === 'opaque') {
      why ??= token.why;
      endCommand();
      at++;
      continue;
    }
    if (token.type === 'text') word = (word ?? '') + token.text;
    if (token.type === 'space' || token.type === 'drop') endWord();
    if (token.type === 'end') endCommand();
    at += token.length;
  }
  endCommand();
  why ??= commands.map(special).find((each) => each !== undefined);
  if (why === undefined && commands.length === 0) why = 'it is empty';
  return why === undefined ? { type: 'plain', commands } : opaque(why, commands);
};

/** Programs that run or write what their arguments say: a pattern that allows them has to name the argument itself. */
const RUNS_OTHERS: readonly (readonly [program: RegExp, argument: RegExp])[] = [
  [/^(?:sh|bash|zsh|dash|ksh|fish)$/, /^-\w*c/],
  [
    new RegExp(
      sequence(
        /^/,
        anyOf(
          /env|sudo|doas|su|xargs|parallel|nohup|nice|timeout|watch|setsid|stdbuf|strace|chroot|unshare/,
          /nsenter|ssh|script/,
        ),
        /$/,
      ),
    ),
    /./,
  ],
  [/^find$/, /^-(?:exec|execdir|ok|okdir|delete|fprint\w*|fls)$/],
  [/^fd(?:find)?$/, /^(?:-[xX]|--exec.*)$/],
  [
    /^git$/,
    new RegExp(
      sequence(
        /^/,
        anyOf(
          /-c|--exec-path.*|--config-env.*|--git-dir.*|--work-tree.*|-C|--output.*|--ext-diff/,
          /--upload-pack.*|--receive-pack.*|--exec.*|-O.*|--open-files.*/,
        ),
        /$/,
      ),
    ),
  ],
  [/^(?:rg|ripgrep)$/, /^--pre/],
  [/^tar$/, /^(?:--to-command|--checkpoint-action|--use-compress-program|-I|--rsh-command|--info-script|-F)/],
  [/^(?:sort|tree)$/, /^(?:-o|--output|--compress-program)/],
  [/^[gm]?awk$/, /system|getline|\||>/],
  [/^sed$/, /^(?:-\w*i|--in-place)|(?:^|[;\d/}])\s*[ewW]\b/],
  [
    /^(?:node|deno|bun|python\d*(?:\.\d+)?|perl|ruby|php|lua)$/,
    /^(?:-\w*[ecpEr]|--eval|--print|--require|--import|-m)/,
  ],
  [/^(?:npm|npx|pnpm|yarn)$/, /^(?:exec|x|dlx|--node-options.*|--script-shell.*|--prefix.*|-C)$/],
  [/^(?:vi|vim|nvim|emacs|less|more|man)$/, /^[+!-]/],
  [/^make$/, /^(?:-f|-C|--file|--directory|--eval|SHELL=|\w+=)/],
  [/^(?:curl|wget)$/, /^(?:-\w*[oOKTd]|--output|--upload|--config|--data|--form|-F|--post)/],
  [/^dd$/, /^of=/],
];

/** The argument by which a program runs or writes something else, if there is one. */
export const dangerousArgument = (words: readonly string[]): string | undefined => {
  const program = words[0]!.replace(/^.*\//, '');
  for (const [name, argument] of RUNS_OTHERS) {
    if (!name.test(program)) continue;
    const found = words.slice(1).find((word) => argument.test(word));
    if (found !== undefined) return found;
  }
  return undefined;
};
