/**
 * Budgets of keys while requests run: what a key has spent and what its running requests have cost so far. It decides
 * which request may begin and which must stop. What running requests reserve lies in the store (reservations.ts), so
 * that several servers share it; while the store can't be written, the requests of this process are counted here. Times
 * are arguments.
 */
import {
  exceeds,
  isLimited,
  overBudget,
  reservedFailure,
  withUsage,
  type Amount,
  type Budget,
  type Spending,
} from './key-budget.ts';
import type { Failure } from '../../types.ts';

/** A running request as its account sees it. */
export type Spender = {
  /** Tokens and cost so far. */
  readonly paid: Amount;
  /** What it was expected to take when it began; counted as long as it is more than what was paid. */
  readonly reserved: Amount;
  /** Its models cost nothing: a budget in dollars does not stop it. */
  readonly free: boolean;
  /** Ends the request: the budget ran out. */
  stop(failure: Failure): void;
};

/** A request that wants to begin. */
type Admission = {
  /** The id of its trace. */
  id: string;
  model: string;
  reserved: Amount;
  /** The caller bounded the answer (max_tokens), so that `reserved` is the most that it takes. */
  bounded: boolean;
  /** Its models cost nothing: budgets in dollars don't concern it. */
  free: boolean;
};

export type AccountReaders = {
  budgetOf(keyId: string): Budget;
  /** What has been spent and is no longer running. */
  spentBy(keyId: string): Spending;
  /** Reserves in the store where the budget leaves room. Throws when the store can't be written. */
  reserve(keyId: string, admission: Admission, budget: Budget, now: number): boolean;
  /** Running requests of a key, in all processes. */
  runningOf(keyId: string): number;
};

export type Accounts = {
  /** Whether this key has a budget. */
  isLimited(keyId: string): boolean;
  /** Why no request of this key may begin; `free`: not even one to models that cost nothing. */
  refusal(keyId: string, free: boolean, now: number): Failure | undefined;
  /** Why this request may not begin now. */
  admit(keyId: string, admission: Admission, now: number): Failure | undefined;
  /** A request has begun; false when its key has no budget, so that nobody needs to count while it runs. */
  enter(keyId: string, spender: Spender): boolean;
  leave(keyId: string, spender: Spender): void;
  /** Something was paid: stops the requests of this key when its budget is spent. */
  paid(keyId: string, now: number): void;
  /** Reads budgets and spending anew, since another process may have changed them. */
  refresh(now: number): void;
};

type Account = { budget: Budget; spent: Spending; running: Set<Spender> };

const larger = (a: Amount, b: Amount): Amount => ({
  tokens: Math.max(a.tokens, b.tokens),
  cost: Math.max(a.cost, b.cost),
});

export const createAccounts = ({ budgetOf, spentBy, reserve, runningOf }: AccountReaders): Accounts => {
  const accounts = new Map<string, Account>();

  /** The account of a key, read anew; undefined for a key without a budget. */
  const read = (keyId: string): Account | undefined => {
    const budget = budgetOf(keyId);
    if (!isLimited(budget)) {
      accounts.delete(keyId);
      return undefined;
    }
    const account = { budget, spent: spentBy(keyId), running: accounts.get(keyId)?.running ?? new Set<Spender>() };
    accounts.set(keyId, account);
    return account;
  };
  const spending = ({ spent, running }: Account): Spending =>
    [...running].reduce((sum, { paid }) => withUsage(sum, paid), spent);
  const reserving = ({ spent, running }: Account): Spending =>
    [...running].reduce((sum, { paid, reserved }) => withUsage(sum, larger(paid, reserved)), spent);
  const check = (account: Account, now: number): void => {
    const spent = spending(account);
    for (const spender of account.running) {
      const failure = overBudget(spender.free ? tokensOnly(account.budget) : account.budget, spent, now);
      if (failure) spender.stop(failure);
    }
  };

  return {
    isLimited: (keyId) => read(keyId) !== undefined,
    refusal: (keyId, free, now) => {
      const account = read(keyId);
      return account && overBudget(free ? tokensOnly(account.budget) : account.budget, spending(account), now);
    },
    admit: (keyId, admission, now) => {
      const account = read(keyId);
      if (!account) return undefined;
      const { reserved, bounded, free } = admission;
      const budget = free ? tokensOnly(account.budget) : account.budget;
      const over = overBudget(budget, spending(account), now);
      if (over || !isLimited(budget)) return over;
      try {
        return reserve(keyId, admission, budget, now) ? undefined : reservedFailure(reserved, runningOf(keyId));
      } catch {
        // Alone and without a bound of its own a request may begin, and is stopped when the budget is spent.
        if (account.running.size === 0 && !bounded) return undefined;
        return exceeds(budget, reserving(account), reserved)
          ? reservedFailure(reserved, account.running.size)
          : undefined;
      }
    },
    enter: (keyId, spender) => {
      const account = accounts.get(keyId);
      account?.running.add(spender);
      return account !== undefined;
    },
    leave: (keyId, spender) => {
      accounts.get(keyId)?.running.delete(spender);
    },
    paid: (keyId, now) => {
      const account = accounts.get(keyId);
      if (account) check(account, now);
    },
    refresh: (now) => {
      for (const [keyId, { running }] of accounts) {
        if (running.size === 0) {
          accounts.delete(keyId);
          continue;
        }
        const account = read(keyId);
        if (account) check(account, now);
      }
    },
  };
};

const tokensOnly = ({ dayTokens, totalTokens }: Budget): Budget => ({
  ...(dayTokens !== undefined && { dayTokens }),
  ...(totalTokens !== undefined && { totalTokens }),
});
