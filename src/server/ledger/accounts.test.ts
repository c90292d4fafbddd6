/** Who may begin and who must stop, by budgets, spending and reservations; without a clock and a store. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Failure } from '../../types.ts';
import { createAccounts, type Spender } from './accounts.ts';
import type { Budget, Spending } from './key-budget.ts';

const NOTHING: Spending = { dayUsd: 0, totalUsd: 0, dayTokens: 0, totalTokens: 0 };
const spender = (reserved = { tokens: 0, cost: 0 }): Spender & { stopped: Failure | undefined } => {
  const made = {
    paid: { tokens: 0, cost: 0 },
    reserved,
    free: false,
    stopped: undefined as Failure | undefined,
    stop: (failure: Failure) => {
      made.stopped = failure;
    },
  };
  return made;
};

/** A store that can't be written: this process counts its own requests. */
const unwritable = {
  reserve: (): boolean => {
    throw new Error('the disk is full');
  },
  runningOf: () => 0,
};
const request = { id: 'r', model: 'm' };

test('a request begins when what is spent, running and reserved leaves room for it', () => {
  const cases: {
    name: string;
    budget: Budget;
    spent?: Partial<Spending>;
    running?: { tokens: number; cost: number }[];
    wants: { tokens: number; cost: number };
    bounded?: boolean;
    free?: boolean;
    code: string | undefined;
  }[] = [
    { name: 'no budget', budget: {}, wants: { tokens: 1e9, cost: 1e9 }, bounded: true, code: undefined },
    { name: 'room', budget: { dayTokens: 100 }, wants: { tokens: 100, cost: 0 }, bounded: true, code: undefined },
    {
      name: 'too large by itself',
      budget: { dayTokens: 100 },
      wants: { tokens: 101, cost: 0 },
      bounded: true,
      code: 'budget_reserved',
    },
    { name: 'alone and unbounded', budget: { dayTokens: 100 }, wants: { tokens: 999, cost: 0 }, code: undefined },
    {
      name: 'beside another',
      budget: { dayTokens: 100 },
      running: [{ tokens: 60, cost: 0 }],
      wants: { tokens: 60, cost: 0 },
      code: 'budget_reserved',
    },
    {
      name: 'beside another that leaves room',
      budget: { totalTokens: 200 },
      running: [{ tokens: 60, cost: 0 }],
      wants: { tokens: 60, cost: 0 },
      code: undefined,
    },
    {
      name: 'spent today',
      budget: { dayUsd: 1 },
      spent: { dayUsd: 1 },
      wants: { tokens: 1, cost: 0 },
      code: 'daily_budget_exceeded',
    },
    {
      name: 'spent for good',
      budget: { totalUsd: 1 },
      spent: { totalUsd: 2 },
      wants: { tokens: 1, cost: 0 },
      code: 'budget_exceeded',
    },
    {
      name: 'a free model when dollars are spent',
      budget: { totalUsd: 1 },
      spent: { totalUsd: 2 },
      wants: { tokens: 1, cost: 0 },
      free: true,
      code: undefined,
    },
    {
      name: 'a free model when tokens are spent',
      budget: { dayTokens: 9 },
      spent: { dayTokens: 9 },
      wants: { tokens: 1, cost: 0 },
      free: true,
      code: 'daily_budget_exceeded',
    },
  ];
  for (const { name, budget, spent, running = [], wants, bounded = false, free = false, code } of cases) {
    const accounts = createAccounts({
      ...unwritable,
      budgetOf: () => budget,
      spentBy: () => ({ ...NOTHING, ...spent }),
    });
    for (const reserved of running) {
      assert.equal(accounts.admit('k', { ...request, reserved, bounded: false, free: false }, 0), undefined, name);
      accounts.enter('k', spender(reserved));
    }
    assert.equal(accounts.admit('k', { ...request, reserved: wants, bounded, free }, 0)?.code, code, name);
  }
});

test('requests of a key are stopped together when what they have paid passes its budget', () => {
  let spent = NOTHING;
  const accounts = createAccounts({
    ...unwritable,
    budgetOf: (key) => (key === 'k' ? { dayTokens: 10 } : {}),
    spentBy: () => spent,
  });
  const [a, b, other] = [spender(), spender(), spender()];
  for (const item of [a, b]) {
    assert.equal(
      accounts.admit('k', { ...request, reserved: item.reserved, bounded: false, free: false }, 0),
      undefined,
    );
    assert.equal(accounts.enter('k', item), true);
  }
  accounts.admit('free', { ...request, reserved: other.reserved, bounded: false, free: false }, 0);
  assert.equal(accounts.enter('free', other), false);
  Object.assign(a.paid, { tokens: 5 });
  accounts.paid('k', 0);
  assert.equal(a.stopped as Failure | undefined, undefined);
  Object.assign(b.paid, { tokens: 5 });
  accounts.paid('k', 0);
  assert.deepEqual(
    [a.stopped?.code, b.stopped?.code, other.stopped],
    ['daily_budget_exceeded', 'daily_budget_exceeded', undefined],
  );
  accounts.leave('k', a);
  accounts.leave('k', b);
  spent = { ...NOTHING, dayTokens: 10, totalTokens: 10 };
  assert.equal(accounts.refusal('k', false, 0)?.status, 429);
  accounts.refresh(0);
});
