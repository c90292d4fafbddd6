/**
 * The words of llama-server's command line for a draft model, slots and their cache. Names have changed between versions,
 * so they are looked up in what the binary's own `--help` says. Nothing is started here.
 */

/** Settings with their names, the newest first; all mean the same to the version that knows them. */
const NAMES = {
  draft: ['--spec-draft-model', '--model-draft'],
  draftMost: ['--spec-draft-n-max', '--draft-max'],
  slots: ['--parallel'],
  unified: ['--kv-unified'],
  reuse: ['--cache-reuse'],
} as const;
const ALIASES = { '--spec-draft-model': ['-md', '--model-draft'], '--parallel': ['-np'], '--kv-unified': ['-kvu'] };

/** Drafts in a run. On a CPU llama.cpp takes 2.9 times as long for 4 tokens as for one (docs/results/speculate.md). */
const DRAFTS = 3;
/** Fewest tokens of a shifted beginning that are worth keeping. */
const REUSE = 256;

/** Options that a help text lists, without those that it says were removed. */
const optionsIn = (help: string): Set<string> =>
  new Set(
    help
      .split(/\n(?=\s*-)/)
      .filter((entry) => !/argument has been removed/.test(entry))
      .flatMap((entry) => entry.split('\n')[0]!.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? []),
  );

/**
 * The words for what is asked for, without what `args` say themselves. Throws one sentence when this version has no draft
 * models.
 */
export const llamaFlags = (
  help: string,
  { draft, slots, args }: { draft?: string | undefined; slots?: number | undefined; args: readonly string[] },
): string[] => {
  const known = optionsIn(help);
  const words: string[] = [];
  const set = (setting: keyof typeof NAMES, ...value: string[]): boolean => {
    const name = NAMES[setting].find((option) => known.has(option));
    if (name === undefined) return false;
    const spellings: readonly string[] = [...NAMES[setting], ...((ALIASES as Record<string, string[]>)[name] ?? [])];
    if (!args.some((word) => spellings.includes(word.split('=')[0]!))) words.push(name, ...value);
    return true;
  };
  if (draft !== undefined) {
    if (!set('draft', draft))
      throw new Error(
        'its --help names no option for a draft model; install a newer llama-server, or leave out the draft',
      );
    set('draftMost', String(DRAFTS));
  }
  if (slots !== undefined) {
    set('slots', String(slots));
    // a slot may then use the whole context, and what a conversation begins with is computed once
    set('unified');
    set('reuse', String(REUSE));
  }
  return words;
};
