/**
 * Export and import of the history: JSON that can be read back, Markdown for people. Imports are checked field by
 * field.
 */
import { newAnswer, type Answer } from './answer.ts';
import { shownIn } from './conversation.ts';
import { describeChoice } from './models.ts';
import { isObject, number, text, type Json } from './piece.ts';
import type { Attachment } from './attachments.ts';
import { isTuned, readTuning } from './tuning.ts';
import type { Conversation, Turn } from './turn.ts';
import { percent } from './format.ts';
import { t } from './language.ts';

export type Bundle = { conversation: Conversation; turns: Turn[] };

const FORMAT = 'mizan-history';

/** JSON of whole conversations: every turn, version and candidate. */
export const toJson = (bundles: readonly Bundle[]): string =>
  JSON.stringify(
    {
      format: FORMAT,
      version: 1,
      conversations: bundles.map(({ conversation, turns }) => ({ ...conversation, turns })),
    },
    null,
    1,
  );

/** The shown path of one conversation for a reader. */
export const toMarkdown = (title: string, path: readonly Turn[]): string => {
  const lines = [`# ${title}`, ''];
  for (const turn of path) {
    lines.push(...turn.question.split('\n').map((line) => `> ${line}`));
    for (const { name } of turn.attachments ?? []) lines.push('>', `> *${name}*`);
    lines.push('');
    turn.columns.forEach((_, column) => {
      const answer = shownIn(turn, column);
      if (!answer) return;
      const sure =
        answer.decision && !answer.decision.abstained
          ? `, ${t('{percent} sure', { percent: percent(answer.decision.confidence) })}: ${answer.decision.reason}`
          : '';
      lines.push(
        `*${describeChoice(answer)}${sure}*`,
        '',
        answer.text || `(${answer.trouble?.message ?? answer.state})`,
        '',
      );
    });
  }
  return lines.join('\n');
};

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

const STATES = ['done', 'stopped', 'failed', 'interrupted'] as const;

const readAnswer = (value: Json): Answer[] => {
  const id = text(value.id);
  if (!id) return [];
  const answer = newAnswer(id, text(value.model) ?? '?', text(value.effort) ?? '', number(value.asked) ?? 0);
  const decision =
    isObject(value.decision) &&
    typeof value.decision.rule === 'string' &&
    typeof value.decision.reason === 'string' &&
    typeof value.decision.answer === 'string' &&
    number(value.decision.confidence) !== undefined;
  return [
    {
      ...answer,
      state: STATES.find((item) => item === value.state) ?? 'interrupted',
      text: text(value.text) ?? '',
      reasoning: text(value.reasoning) ?? '',
      plans: objects(value.plans).map((plan, i) => ({
        index: number(plan.index) ?? i,
        text: text(plan.text) ?? '',
        leak: plan.leak === true,
        open: false,
        tokens: 0,
      })),
      candidates: objects(value.candidates).map((candidate, i) => ({
        index: number(candidate.index) ?? i,
        think: text(candidate.think) ?? '',
        content: text(candidate.content) ?? '',
        toolCalls: [],
        tokens: number(candidate.tokens) ?? 0,
        thinkTokens: 0,
        from: number(candidate.from) ?? 0,
        ...(number(candidate.to) !== undefined && { to: number(candidate.to)! }),
        ...(text(candidate.finish) !== undefined && { finish: text(candidate.finish) as 'stop' }),
        ...(text(candidate.answer) !== undefined && { answer: text(candidate.answer)! }),
        ...(isObject(candidate.verdict) && {
          verdict: { pass: candidate.verdict.pass === true, reason: text(candidate.verdict.reason) ?? '' },
        }),
      })),
      ...(decision && { decision: value.decision as Answer['decision'] & {} }),
      tokens: number(value.tokens) ?? 0,
      figures: readFigures(value.figures),
      events: value.events === true,
      ...(number(value.first) !== undefined && { first: number(value.first)! }),
      ...(number(value.last) !== undefined && { last: number(value.last)! }),
      ...(text(value.finish) !== undefined && { finish: text(value.finish)! }),
      ...((value.rating === 'up' || value.rating === 'down') && { rating: value.rating }),
      ...(text(value.after) !== undefined && { after: text(value.after)! }),
      ...(isObject(value.trouble) &&
        text(value.trouble.message) && { trouble: { message: text(value.trouble.message)! } }),
    },
  ];
};

const readFigures = (value: unknown): Answer['figures'] => {
  if (!isObject(value)) return {};
  const numbers = ['promptTokens', 'completionTokens', 'cachedTokens', 'winnerTokens', 'cost', 'seconds'].flatMap(
    (name) => (number(value[name]) === undefined ? [] : [[name, value[name]]]),
  );
  return {
    ...Object.fromEntries(numbers),
    ...(text(value.trace) && { trace: text(value.trace)! }),
    ...(isObject(value.settings) && { settings: value.settings }),
  };
};

/** A picture is a data URL of one: nothing that a file names is fetched from elsewhere. */
const readAttachment = (value: Json): Attachment[] => {
  const [data, kind] = [text(value.data), value.kind];
  if (data === undefined || (kind !== 'image' && kind !== 'text')) return [];
  if (kind === 'image' && !/^data:image\/(?:png|jpeg|webp|gif);base64,/.test(data)) return [];
  return [
    {
      id: text(value.id) ?? crypto.randomUUID(),
      name: text(value.name) ?? kind,
      kind,
      data,
      size: number(value.size) ?? data.length,
    },
  ];
};

const readTurn =
  (conversation: string) =>
  (value: Json): Turn[] => {
    const id = text(value.id);
    const answers = objects(value.answers).flatMap(readAnswer);
    const attachments = objects(value.attachments).flatMap(readAttachment);
    if (!id || text(value.question) === undefined) return [];
    const known = new Set(answers.map((answer) => answer.id));
    const columns = objects(value.columns)
      .flatMap((column) => {
        const versions = strings(column.versions).filter((version) => known.has(version));
        return versions.length === 0
          ? []
          : [{ versions, shown: versions.find((version) => version === column.shown) ?? versions.at(-1)! }];
      })
      .slice(0, 2);
    return [
      {
        id,
        conversation,
        parent: text(value.parent) ?? null,
        created: number(value.created) ?? 0,
        question: text(value.question)!,
        ...(attachments.length > 0 && { attachments }),
        answers,
        columns:
          columns.length > 0
            ? columns
            : answers.slice(0, 1).map((answer) => ({ versions: [answer.id], shown: answer.id })),
        follow: value.follow === 1 && columns.length > 1 ? 1 : 0,
      },
    ];
  };

/**
 * Conversations of a file, and how many entries made no sense. Throws an Error that says what is wrong with the file.
 */
export const fromJson = (content: string): { bundles: Bundle[]; skipped: number } => {
  let all: unknown;
  try {
    all = JSON.parse(content);
  } catch {
    throw new Error(t('The file is not JSON. Choose one that this page exported.'));
  }
  if (!isObject(all) || all.format !== FORMAT || !Array.isArray(all.conversations))
    throw new Error(t('The file is no history of Mizan. Choose one that this page exported as JSON.'));
  if (all.version !== 1)
    throw new Error(t('The file has version {version}; this page reads version 1.', { version: String(all.version) }));
  const entries: unknown[] = all.conversations;
  const bundles = entries.flatMap((entry): Bundle[] => {
    if (!isObject(entry) || !text(entry.id)) return [];
    const id = text(entry.id)!;
    const turns = objects(entry.turns).flatMap(readTurn(id));
    const created = number(entry.created) ?? 0;
    const tuning = readTuning(entry.tuning);
    return [
      {
        conversation: {
          id,
          title: text(entry.title) || t('Untitled'),
          created,
          updated: number(entry.updated) ?? created,
          leaf: text(entry.leaf) ?? null,
          ...(entry.pinned === true && { pinned: true }),
          ...(text(entry.folder) && { folder: text(entry.folder)! }),
          ...(isTuned(tuning) && { tuning }),
        },
        turns,
      },
    ];
  });
  return { bundles, skipped: entries.length - bundles.length };
};

/** Hands a file to the reader. */
export const download = (name: string, content: string, type: string): void => {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

/** A name for a file from a title. */
export const fileName = (title: string, ending: string): string =>
  `${
    title
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 50) || 'mizan'
  }.${ending}`;
