/**
 * Several backends as the one that solves: a panel. It plans, judges and answers directly by its first member; where
 * answers are drawn and voted on, each member draws in turn (reason/panel.ts).
 */
import { messagePlans } from '../reason/plans/plan-message.ts';
import type { Backend } from './backend.ts';

/** A panel of at least two backends as one. Its id joins theirs with '+'. */
export const panelBackend = (members: readonly Backend[]): Backend => {
  const [first, second] = members;
  if (!first || !second) throw new RangeError(`a panel has at least 2 members; these are ${members.length}`);
  const { chat, efforts, judges, about } = first;
  return {
    id: members.map(({ id }) => id).join('+'),
    ownedBy: 'mizan',
    chat,
    plans: messagePlans,
    efforts,
    tools: members.some(({ tools }) => tools),
    judges,
    local: members.every(({ local }) => local),
    free: members.every(({ free, price }) => free || price !== undefined),
    thinkDefaults: {
      ...(first.thinkDefaults.judgeTokens !== undefined && { judgeTokens: first.thinkDefaults.judgeTokens }),
    },
    about: { ...about, panel: members.map(({ id }) => id) },
    members,
  };
};
