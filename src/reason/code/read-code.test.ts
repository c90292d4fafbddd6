import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAsserts, readCode, readCodeQuestion, readTests } from './read-code.ts';
import { readExamples } from './read-examples.ts';

test('questions about code are told from others, with language and name', () => {
  const table: readonly (readonly [question: string, language: string | undefined, name: string | undefined])[] = [
    ['Write a Python function `add(a, b)` that returns the sum.', 'python', 'add'],
    ['Implement a function called is_prime in Python.', 'python', 'is_prime'],
    ['Complete this:\n```python\ndef median(l: list):\n    """Return the median."""\n```', 'python', 'median'],
    ['from typing import List\n\n\ndef first(xs: List[int]) -> int:\n    """ The first. """\n', 'python', 'first'],
    ['Write a TypeScript function named chunk that splits a list.', 'javascript', 'chunk'],
    ['```js\nfunction sum(a, b) {\n}\n```\nFinish the function.', 'javascript', 'sum'],
    ['Write a function that reverses a string.', undefined, undefined],
    ['def f(x: int) -> int:\n    # your code here\n    pass\n', 'python', 'f'],
    ['/** Adds. */\nfunction add(a, b) {\n  // ...\n}', 'javascript', 'add'],
    ['Fix the bug in this function:\n```python\ndef half(x):\n    return x / 3\n```', 'python', 'half'],
  ];
  for (const [question, language, name] of table) {
    const read = readCodeQuestion(question);
    assert.deepEqual([read?.language, read?.name], [language, name], question);
    assert.ok(read, question);
  }
  for (const question of [
    'What is 3 + 4?',
    'What does this code print?\n```python\ndef f(x):\n    return x + 1\nprint(f(2))\n```',
    'def f(x):\n    return 2 * x\n\nWhat is f(4)?',
    'Explain the function that is defined here:\n```js\nfunction f(x) { return x; }\n```',
    'What is the time complexity of a function that sorts?',
    'Write a poem about functions of state.',
    'Write a Rust function that adds.',
    'Which code is on the box?',
  ]) {
    assert.equal(readCodeQuestion(question), undefined, question);
  }
});

test('the program of a reply is found among fences, drafts and examples of use', () => {
  const read = readCodeQuestion('Write a Python function `add(a, b)`.')!;
  const body = 'def add(a, b):\n    return a + b\n';
  for (const reply of [
    `Here it is:\n\n\`\`\`python\n${body}\`\`\`\nUse it like this:\n\`\`\`python\nprint(add(1, 2)); print(add(1, 3)); print(add(1, 4)); print(add(1, 5))\n\`\`\``,
    `\`\`\`\n${body}\`\`\``,
    `~~~py\n${body}~~~`,
    `\`\`\`bash\npip install nothing at all, this block is longer than the other one by far\n\`\`\`\n\`\`\`python\n${body}\`\`\``,
    body,
    `\`\`\`python\n${body}`,
  ]) {
    assert.equal(readCode(reply, read)?.code.trim(), body.trim(), reply);
  }
  assert.equal(readCode('I can not do that.', read), undefined);
  assert.equal(readCode('```js\nconst add = (a, b) => a + b;\n```', read), undefined);
  const stub = readCodeQuestion('def add(a, b):\n    """Adds."""\n')!;
  assert.equal(
    readCode('    return a + b\n\nprint(add(1, 2))', stub)?.code,
    'def add(a, b):\n    """Adds."""\n    return a + b\n',
  );
});

test('examples in questions become tests; what is uncertain is left out', () => {
  const examples = (question: string, name = 'f', language: 'python' | 'javascript' = 'python') =>
    readExamples(question, name, language).map((example) =>
      example.type === 'equal' ? `${example.call} = ${example.expected}` : example.code,
    );
  const table: readonly (readonly [question: string, ...tests: string[]])[] = [
    [
      '>>> f([1.0, 2.0], 0.5)\n    False\n    >>> f(3)  # three\n    [1, 2]',
      'f([1.0, 2.0], 0.5) = False',
      'f(3) = [1, 2]',
    ],
    ['>>> f(1)\n"""'],
    ['>>> print(f(1))\n2'],
    ['>>> f(1)\nTraceback (most recent call last):'],
    ['f(3) → 4\nf("a(") -> "b)"\nf([]) => None', 'f(3) = 4', 'f("a(") = "b)"', 'f([]) = None'],
    ['Example: f(2) returns 4, f(3) == 9 and `f(0)` should return `0`.', 'f(2) = 4', 'f(3) = 9', 'f(0) = 0'],
    ['assert f(1) == 2\nassert g(1) == 2', 'assert f(1) == 2'],
    ['For f(s) = true when s is even'],
    ['f(x) = 3 and f(abc) → 2'],
    ['f(1) = 2x + 1'],
    ['f(2) → 3\nf(2) → 4'],
    ['f(2) == true', 'f(2) = True'],
  ];
  for (const [question, ...tests] of table) assert.deepEqual(examples(question), tests, question);
  assert.deepEqual(examples('f(1) // => [True, null]', 'f', 'javascript'), ['f(1) = [true, null]']);
});

test('tests in a list of assertions are read in both languages', () => {
  assert.deepEqual(readAsserts('assert f([1,\n 2]) == 3\nassert f(2) == 1, "no"\nx = 3\nassert g(2)', 'f'), [
    'assert f([1,\n 2]) == 3',
    'assert f(2) == 1, "no"',
  ]);
  const js = readTests(
    'assert.deepStrictEqual(f([1, 2]), [2, 1]);\nassert(f(1) === 2);\nconsole.assert(f("a, b") === "b", "why");\nexpect(f(3)).toEqual({ a: 1 });\nassert.ok(f(4));',
    'f',
    'javascript',
  );
  assert.deepEqual(
    js.map((test) => (test.type === 'equal' ? `${test.call} = ${test.expected}` : test.code)),
    ['f([1, 2]) = [2, 1]', 'f(1) = 2', 'f("a, b") = "b"', 'f(3) = { a: 1 }', 'assert(f(4));'],
  );
});

test('hostile text costs no time', () => {
  const started = performance.now();
  const long = 'f('.repeat(20_000);
  readExamples(long, 'f', 'python');
  readCode('```python\n'.repeat(5_000), readCodeQuestion('Write a Python function `f(x)`.')!);
  readTests('expect('.repeat(5_000), 'f', 'javascript');
  readCodeQuestion('def '.repeat(12_000));
  assert.ok(performance.now() - started < 2000, `${performance.now() - started} ms`);
});
