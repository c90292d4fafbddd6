/**
 * The weighing of several candidates, told in one text that grows: what goes out as reasoning while nothing is decided.
 * Candidates are drawn together and told one after another, since words of two answers in turns could be read by nobody:
 * one is told as it grows, those behind it are kept until it has ended.
 */
import type { ChatEvent, Section } from '../../types.ts';

type Told = { text: string; section: Section | undefined; ended: boolean };

const HEADS: Readonly<Record<Section, string>> = { plan: 'Plan', think: 'Thoughts', answer: 'Answer' };

export type Progress = {
  /** What there is to tell after this event, '' when nothing. */
  tell(event: ChatEvent): string;
};

export const createProgress = (): Progress => {
  const kept = new Map<number, Told>();
  let lead: number | undefined;

  const of = (index: number): Told => {
    const found = kept.get(index) ?? { text: '', section: undefined, ended: false };
    kept.set(index, found);
    return found;
  };
  const add = (index: number, section: Section, text: string): void => {
    const one = of(index);
    if (one.section !== section) one.text += `${one.text === '' ? '' : '\n'}[${HEADS[section]} ${index + 1}] `;
    one.section = section;
    one.text += text;
  };
  /** What the leading one has, and of those behind it as far as they have ended. */
  const flush = (all: boolean): string => {
    let out = '';
    for (const [index, one] of [...kept].sort(([a], [b]) => a - b)) {
      if (lead !== undefined && lead !== index && !all) continue;
      lead = index;
      out += one.text;
      one.text = '';
      if (!one.ended && !all) break;
      kept.delete(index);
      lead = undefined;
    }
    return out;
  };
  const line = (index: number, text: string): void => {
    of(index).text += `\n[${text}]\n`;
  };

  return {
    tell: (event) => {
      switch (event.type) {
        case 'delta':
          add(event.index, event.section, event.text);
          return flush(false);
        case 'plan':
          of(event.index).text += event.leak ? '\n[the plan held an answer and was dropped]\n' : '\n';
          of(event.index).section = undefined;
          return flush(false);
        case 'verdict': {
          const { index, answer, verdict } = event;
          const checked =
            verdict === undefined
              ? ''
              : verdict.pass
                ? ': it passes the check'
                : `: it fails the check, ${verdict.reason}`;
          line(
            index,
            answer === ''
              ? `candidate ${index + 1} gave no answer`
              : `candidate ${index + 1} answered ${answer}${checked}`,
          );
          of(index).ended = true;
          return flush(false);
        }
        case 'decision': {
          const { chosen, rule, reason } = event.decision;
          const how =
            chosen === undefined ? `no answer was chosen (${rule})` : `candidate ${chosen + 1} was chosen (${rule})`;
          return `${flush(true)}\n[${how}: ${reason}]\n`;
        }
        case 'done':
          return flush(true);
        case 'reply':
        case 'tool':
          return '';
        default:
          return event satisfies never;
      }
    },
  };
};
