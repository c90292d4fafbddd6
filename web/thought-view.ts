/**
 * The thought tree of one answer: plan, candidates, votes, the choice and why, figures, calls. Drawn while it grows,
 * folded when it has ended.
 */
import { isLive, secondsOf, speedOf, votesOf, type Answer } from './answer.ts';
import { createCandidates } from './candidates-view.ts';
import { fill, h, say, show, type Child } from './dom.ts';
import { confidenceWords, count, duration, money, percent } from './format.ts';
import { icon } from './icons.ts';
import { createLongText } from './long-text.ts';
import { createMeter } from './meter.ts';
import { createCalls } from './trace-tree.ts';
import { t, tn } from './language.ts';

const RULES: Readonly<Record<string, string>> = {
  verified: t('checked'),
  majority: t('majority'),
  judge: t('judged'),
  confidence: t('most confident'),
  shorter: t('shorter'),
  single: t('single answer'),
  outside: t('declined'),
  undecided: t('declined'),
  empty: t('no answer'),
};

/** What is being done, or what was. */
const headline = (answer: Answer): string => {
  const { candidates, decision, plans } = answer;
  if (isLive(answer)) {
    if (candidates.length === 0)
      return plans.some((plan) => plan.open)
        ? t('Planning')
        : answer.reasoning !== ''
          ? t('Thinking')
          : answer.text !== ''
            ? t('Answering')
            : t('Waiting for the model');
    if (decision) return t('Answering');
    if (candidates.length === 1) return t('Thinking');
    const ended = candidates.filter((candidate) => candidate.finish !== undefined).length;
    return tn('Weighing {n} answers, {ended} written', candidates.length, { ended: count(ended) });
  }
  if (answer.state === 'failed') return t('Failed');
  if (answer.state === 'stopped') return t('Stopped');
  if (answer.state === 'interrupted') return t('Interrupted');
  if (decision?.abstained)
    return candidates.length === 0 ? t('Declined') : tn('Declined after {n} answers', candidates.length);
  if (candidates.length > 1) return tn('Weighed {n} answers', candidates.length);
  return candidates.length === 1 || answer.reasoning !== '' ? t('Thought') : t('Answered');
};

const numbersOf = (answer: Answer): string => {
  const { decision } = answer;
  const seconds = secondsOf(answer);
  const speed = speedOf(answer);
  return [
    decision &&
      !decision.abstained &&
      (decision.rule === 'single'
        ? t('{percent} sure', { percent: percent(decision.confidence) })
        : `${RULES[decision.rule] ?? decision.rule}, ${t('{percent} sure', { percent: percent(decision.confidence) })}`),
    answer.tokens > 0 && tn('{n} tokens', answer.tokens),
    speed !== undefined && t('{n}/s', { n: count(speed) }),
    seconds !== undefined && duration(seconds),
    answer.figures.cost !== undefined && money(answer.figures.cost),
  ]
    .filter(Boolean)
    .join(' · ');
};

type Step = { element: HTMLLIElement; title: HTMLElement; body: HTMLElement };

const createStep = (title: string, ...body: Child[]): Step => {
  const heading = h('h4', {}, title);
  const inside = h('div', {}, ...body);
  return { element: h('li', { class: 'step', hidden: true }, heading, inside), title: heading, body: inside };
};

const votesTable = (answer: Answer): HTMLElement => {
  const votes = votesOf(answer);
  const most = votes[0]?.votes ?? 1;
  return h(
    'div',
    { class: 'votes', role: 'list' },
    votes.slice(0, 6).map((vote) =>
      h(
        'div',
        {
          class: [
            'line',
            answer.decision?.chosen !== undefined && vote.indices.includes(answer.decision.chosen) && 'won',
          ],
          role: 'listitem',
        },
        h('span', { class: 'of', dir: 'auto', title: vote.answer }, vote.answer),
        createMeter(vote.votes / most).element,
        h(
          'span',
          { class: 'n' },
          `${tn('{n} votes', vote.votes)}${vote.passed > 0 ? t(', {n} checked', { n: count(vote.passed) }) : ''}`,
        ),
      ),
    ),
  );
};

const SETTING_WORDS: readonly (readonly [string, string])[] = [
  ['effort', t('effort')],
  ['profile', t('profile')],
  ['n', t('most answers')],
  ['plan', t('plan')],
  ['judge', t('judge')],
];

const settingsLine = (settings: Record<string, unknown> | undefined): string =>
  settings === undefined
    ? ''
    : SETTING_WORDS.flatMap(([name, word]) => {
        const value = settings[name];
        return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
          ? [`${word} ${value === true ? t('yes') : value === false ? t('no') : value}`]
          : [];
      }).join(' · ');

const figuresOf = (answer: Answer): [string, string][] => {
  const { figures, candidates, decision } = answer;
  const seconds = secondsOf(answer);
  const speed = speedOf(answer);
  const winner = figures.winnerTokens ?? candidates.find((candidate) => candidate.index === decision?.chosen)?.tokens;
  return [
    [t('All tokens'), count(answer.tokens)],
    ...(winner !== undefined && candidates.length > 1 ? [[t('Of the winner'), count(winner)] as [string, string]] : []),
    ...(figures.promptTokens !== undefined
      ? [[t('Prompt'), tn('{n} tokens', figures.promptTokens)] as [string, string]]
      : []),
    ...(answer.first !== undefined ? [[t('First token'), duration(answer.first / 1000)] as [string, string]] : []),
    ...(speed !== undefined ? [[t('Speed'), t('{n} tokens/s', { n: count(speed) })] as [string, string]] : []),
    ...(seconds !== undefined ? [[t('Time'), duration(seconds)] as [string, string]] : []),
    [t('Cost'), figures.cost === undefined ? t('no price known') : money(figures.cost)],
  ];
};

export type ThoughtView = { element: HTMLDetailsElement; update(answer: Answer): void };

export const createThought = (open: boolean): ThoughtView => {
  const what = h('span', { class: 'what' });
  const numbers = h('span', { class: 'numbers' });
  const plan = createStep(t('Plan'));
  const reasoning = createStep(t('Reasoning'));
  const candidates = createCandidates();
  const drawn = createStep(t('Answers'), candidates.element);
  const votes = createStep(t('Votes'));
  const choice = createStep(t('Choice'));
  const spent = createStep(t('Spent'));
  const calls = createCalls();
  const steps = [plan, reasoning, drawn, votes, choice, spent];
  const element = h(
    'details',
    { class: 'thought', open },
    h('summary', {}, icon('right'), what, numbers),
    h(
      'ol',
      { class: 'steps' },
      steps.map((step) => step.element),
    ),
  );
  const reasoningText = createLongText(h('div', { class: 'reasoning', dir: 'auto', tabindex: '0' }));
  reasoning.body.append(reasoningText.element);
  let last: Answer | undefined;

  const drawChoice = (answer: Answer): void => {
    const { decision } = answer;
    show(choice.element, decision !== undefined);
    if (!decision) return;
    choice.element.className = `step${decision.abstained ? '' : ' chosen'}`;
    say(choice.title, decision.abstained ? t('No answer is given') : t('Choice'));
    const checked = decision.rule === 'verified' ? '' : t(' (not checked)');
    const sure = `${confidenceWords(decision.confidence)}, ${percent(decision.confidence)}${checked}`;
    fill(
      choice.body,
      h(
        'div',
        { class: 'choice' },
        decision.answer !== '' &&
          answer.candidates.length > 0 &&
          h('p', { class: 'value', dir: 'auto' }, decision.answer),
        h(
          'p',
          { class: 'why', dir: 'auto' },
          decision.abstained ? decision.reason : t('Why: {reason}', { reason: decision.reason }),
        ),
        !decision.abstained &&
          h('p', { class: 'sure' }, t('Confidence'), createMeter(decision.confidence).element, sure),
      ),
    );
  };

  const drawBody = (answer: Answer): void => {
    show(plan.element, answer.plans.length > 0);
    plan.element.classList.toggle('now', isLive(answer) && answer.candidates.length === 0);
    const seen = answer.plans.slice(0, 8);
    fill(
      plan.body,
      seen.map((item) =>
        h(
          'p',
          { class: ['plan', item.leak && 'dropped'], dir: 'auto', title: item.leak && t('Dropped: it held an answer') },
          answer.plans.length > 1 ? `${item.index + 1}. ` : '',
          item.text,
          item.leak && h('span', { class: 'unseen' }, t(' (dropped: it held an answer)')),
        ),
      ),
      answer.plans.length > seen.length &&
        h('p', { class: 'quiet' }, t('and {n} more', { n: count(answer.plans.length - seen.length) })),
    );
    show(reasoning.element, answer.reasoning !== '');
    reasoningText.update(answer.reasoning);
    show(drawn.element, answer.candidates.length > 0 && !answer.acts);
    drawn.element.classList.toggle('now', isLive(answer) && answer.candidates.length > 0 && !answer.decision);
    fill(
      drawn.title,
      answer.candidates.length === 1 ? t('Answer') : t('Answers'),
      h('span', { class: 'quiet' }, t('tokens on the right')),
    );
    candidates.update(answer);
    const voting = votesOf(answer);
    show(votes.element, answer.candidates.length > 1 && voting.length > 0);
    fill(votes.body, votesTable(answer));
    drawChoice(answer);
    show(spent.element, !isLive(answer));
    if (isLive(answer)) return;
    const settings = settingsLine(answer.figures.settings);
    fill(
      spent.body,
      h(
        'dl',
        { class: 'figures' },
        figuresOf(answer).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
      ),
      settings !== '' && h('p', { class: 'settings-line' }, settings),
      answer.figures.trace !== undefined && calls.element,
    );
    if (answer.figures.trace !== undefined) calls.update(answer.figures.trace);
  };

  // A thought folds when it has ended, unless the reader has opened or closed it.
  let touched = false;
  element.querySelector('summary')!.addEventListener('click', () => {
    touched = true;
    // Before it opens: the toggle event comes later, and an old drawing would be seen until then.
    if (!element.open && last) drawBody(last);
  });
  element.addEventListener('toggle', () => {
    if (element.open && last) drawBody(last);
  });
  return {
    element,
    update(answer) {
      last = answer;
      const ended = element.classList.contains('live') && !isLive(answer);
      if (ended && !touched) element.open = false;
      element.classList.toggle('live', isLive(answer));
      say(what, headline(answer));
      say(numbers, numbersOf(answer));
      // The end is drawn in a folded thought too, so that an answer that is no longer busy has nothing left to draw.
      if (element.open || ended) drawBody(answer);
    },
  };
};
