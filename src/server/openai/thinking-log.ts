/**
 * Writes the candidates of an answer as one readable stream of reasoning, while nothing is decided. Candidates are
 * drawn together and written one after another: the first as it grows, the others when it has ended.
 */
import type { ChatEvent, Section } from '../../types.ts';

type CandidateLog = { text: string; section: Section | undefined; ended: boolean };

const HEADS: Readonly<Record<Section, string>> = { plan: 'Plan', think: 'Thoughts', answer: 'Answer' };

export type ThinkingLog = {
  /** What there is to tell after this event, '' when nothing. */
  tell(event: ChatEvent): string;
};

export const createThinkingLog = (): ThinkingLog => {
  const candidates = new Map<number, CandidateLog>();
  let lead: number | undefined;

  const candidateAt = (index: number): CandidateLog => {
    const found = candidates.get(index) ?? { text: '', section: undefined, ended: false };
    candidates.set(index, found);
    return found;
  };
  const add = (index: number, section: Section, text: string): void => {
    const candidate = candidateAt(index);
    if (candidate.section !== section)
      candidate.text += `${candidate.text === '' ? '' : '\n'}[${HEADS[section]} ${index + 1}] `;
    candidate.section = section;
    candidate.text += text;
  };
  /** What the leading one has, and of those behind it as far as they have ended. */
  const flush = (all: boolean): string => {
    let out = '';
    for (const [index, candidate] of [...candidates].sort(([a], [b]) => a - b)) {
      if (lead !== undefined && lead !== index && !all) continue;
      lead = index;
      out += candidate.text;
      candidate.text = '';
      if (!candidate.ended && !all) break;
      candidates.delete(index);
      lead = undefined;
    }
    return out;
  };
  const line = (index: number, text: string): void => {
    candidateAt(index).text += `\n[${text}]\n`;
  };

  return {
    tell: (event) => {
      switch (event.type) {
        case 'delta':
          add(event.index, event.section, event.text);
          return flush(false);
        case 'plan':
          candidateAt(event.index).text += event.leak ? '\n[the plan held an answer and was dropped]\n' : '\n';
          candidateAt(event.index).section = undefined;
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
          candidateAt(index).ended = true;
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
        case 'act':
        case 'raw':
          return '';
        default:
          return event satisfies never;
      }
    },
  };
};
