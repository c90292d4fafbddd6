/**
 * Runs JavaScript of an answer in a frame that has no network, no storage and an origin of its own (run.html), and
 * shows what it printed. The code never touches this document: what comes back is shown as text.
 */
import { fill, h, say, show } from './dom.ts';
import { icon } from './icons.ts';
import { t } from './language.ts';

/** Languages of a code block that can be run. */
const RUNNABLE = new Set(['js', 'javascript', 'mjs', 'node']);
/** Milliseconds for the frame to report that it is there. */
const PATIENCE = 8000;

export const canRun = (language: string): boolean => RUNNABLE.has(language.toLowerCase());

type Line = { kind: string; text: string };
type Ending = 'done' | 'time' | 'much' | 'stopped' | 'failed';

/** Runs `code`; `line` hears what it prints, `ended` how it came to an end. The function given back stops it. */
const run = (code: string, line: (line: Line) => void, ended: (how: Ending) => void): (() => void) => {
  const frame = h('iframe', { sandbox: 'allow-scripts', src: './run.html', title: t('Code that runs'), hidden: true });
  let open = true;
  const end = (how: Ending): void => {
    if (!open) return;
    open = false;
    clearTimeout(timer);
    removeEventListener('message', hear);
    frame.remove();
    ended(how);
  };
  const timer = setTimeout(() => end('failed'), PATIENCE);
  const hear = ({ source, data }: MessageEvent): void => {
    if (source !== frame.contentWindow || typeof data !== 'object' || data === null) return;
    const { kind, text, how } = data as Record<string, unknown>;
    if (kind === 'ready') {
      clearTimeout(timer);
      frame.contentWindow?.postMessage({ run: code }, '*');
    } else if (kind === 'end') end(how === 'time' || how === 'much' ? how : 'done');
    else if (typeof text === 'string') line({ kind: String(kind), text });
  };
  addEventListener('message', hear);
  document.body.append(frame);
  return () => end('stopped');
};

const ENDINGS: Readonly<Record<Ending, string>> = {
  done: '',
  time: t('Ended after 10 s.'),
  much: t('Ended: it printed too much.'),
  stopped: t('Stopped.'),
  failed: t('The frame for code could not be loaded. See whether the server is running.'),
};

/** A button that runs `code()`, and the place where its output appears. */
export const createRunner = (code: () => string): { button: HTMLButtonElement; output: HTMLElement } => {
  const label = h('span', {}, t('Run'));
  const lines = h('div', { class: 'lines', tabindex: '0', role: 'log', 'aria-label': t('Output'), dir: 'auto' });
  const end = h('p', { class: 'quiet small', role: 'status' });
  const output = h('div', { class: 'run-output', hidden: true }, lines, end);
  let stop: (() => void) | undefined;
  const start = (): void => {
    fill(lines);
    say(end, '');
    show(output, true);
    say(label, t('Stop'));
    stop = run(
      code(),
      ({ kind, text }) =>
        lines.append(h('span', { class: `line ${kind}` }, `${kind === 'value' ? '→ ' : ''}${text}\n`)),
      (how) => {
        stop = undefined;
        say(label, t('Run'));
        say(end, ENDINGS[how] || (lines.childElementCount === 0 ? t('It printed nothing.') : ''));
      },
    );
  };
  const button = h(
    'button',
    { type: 'button', class: 'copy-code run-code', on: { click: () => (stop ? stop() : start()) } },
    icon('play'),
    label,
  );
  return { button, output };
};
