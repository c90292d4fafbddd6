/**
 * What a person sees of a run of an agent, line by line, and its diffs in colour. Everything from a model is shown
 * without control characters.
 */
import { callLine, resultLine } from '../../agent/chat.ts';
import type { AgentEvent, ModelFacts } from '../../agent/types.ts';
import { isObject } from '../../json.ts';
import { lineText, type Style } from '../../terminal/live-region.ts';
import { printable } from '../../terminal/text-width.ts';

const LONGEST_DIFF = 80;

const styleOf = (line: string): Style | undefined => {
  if (/^(?:\+\+\+|---|diff )/.test(line)) return 'bold';
  if (line.startsWith('+')) return 'good';
  if (line.startsWith('-')) return 'bad';
  return line.startsWith('@@') ? 'accent' : undefined;
};

/** A text of several lines, such as a diff or a command; a diff's lines in their colours where `colour` is set. */
export const shownText = (text: string, colour: boolean, most = Infinity): string => {
  const isDiff = /^(?:--- |\+\+\+ |diff |@@ )/m.test(text);
  const lines = text.replace(/\n$/, '').split('\n');
  const shown = lines.slice(0, most).map((line) => {
    const style = isDiff ? styleOf(line) : undefined;
    return `${lineText([{ text: printable(line), ...(style && { style }) }], colour)}\n`;
  });
  return shown.join('') + (lines.length > most ? `… ${lines.length - most} lines more\n` : '');
};

/** The diff of a result that changed a file. */
const diffOf = (value: unknown): string => (isObject(value) && typeof value.diff === 'string' ? value.diff : '');

/** How large a window is, and whose word that is. */
export const windowLine = ({ window, assumed }: Pick<ModelFacts, 'window' | 'assumed'>): string => {
  if (window === undefined) return 'its window is not told by the server';
  return assumed
    ? `its window is not told by the server: at most ${window} tokens by the card of its family`
    : `its window is ${window} tokens`;
};

/** What was found out of the model. */
const probedLine = (facts: Extract<AgentEvent, { type: 'probed' }>): string => {
  const { visible, reason } = facts;
  const size = windowLine(facts);
  if (visible === true) return `the model sees what its tools give; ${size}`;
  return visible === false ? reason : `whether the model sees what its tools give can't be told (${reason}); ${size}`;
};

/** An event as its lines; '' for what is not shown. */
export const shownLine = (event: AgentEvent, colour: boolean, depth = 0): string => {
  const indent = '  '.repeat(depth);
  const told = (text: string): string => (text === '' ? '' : `${indent}${printable(text)}\n`);
  switch (event.type) {
    case 'reply': {
      const said = event.calls.length > 0 && event.message.content !== '' ? told(event.message.content) : '';
      return `${said}${event.calls.map((call) => told(callLine(call))).join('')}`;
    }
    case 'result': {
      const diff = diffOf(event.result.value);
      return told(resultLine(event.name, event.result)) + (diff === '' ? '' : shownText(diff, colour, LONGEST_DIFF));
    }
    case 'message':
      return event.from === 'steering' || event.from === 'follow-up' ? told(`> ${event.message.content}`) : '';
    case 'checked':
      return event.pass ? '' : told(`✗ ${event.reason}`);
    case 'probed':
      return event.usage ? told(probedLine(event)) : '';
    case 'compacted':
      return told(`made room: ${event.before} tokens before`);
    case 'child':
      return shownLine(event.event, colour, depth + 1);
    default:
      return '';
  }
};
