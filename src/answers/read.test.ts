/** How replies end, in many ways and languages: what is read, by which rule, and where it stands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer, type Readable } from './read.ts';
import { sameAnswer } from './same.ts';

const STEPS = 'Janet has 16 eggs. She eats 3 and bakes with 4, so 16 - 3 - 4 = 9 are left.\n\n';

/** The reply, and what it answers. */
const table: Record<string, readonly (readonly [reply: string, answer: string])[]> = {
  boxes: [
    ['so $x = \\boxed{18}$.', '18'],
    ['$$\\boxed{\\frac{1}{2}}$$', '0.5'],
    ['$\\fbox{18}$', '18'],
    ['\\boxed 18', '18'],
    ['$\\boxed18$', '18'],
    ['\\boxed{\\text{18 dollars}}', '18'],
    ['$\\boxed{\\boxed{18}}$', '18'],
    ['$\\boxed{\\$18}$', '18'],
    ['\\boxed{x = 3 \\text{ or } x = 5}', '3, 5'],
    ['$x = \\boxed{1}$ and $y = \\boxed{-2}$', '1, -2'],
    ['\\boxed{1}, \\boxed{2}, \\boxed{3}', '1, 2, 3'],
    [
      'First \\boxed{200}. After the second half year this makes 455.\nFinal Answer: The final answer is $455$. I hope it is correct.',
      '455',
    ],
    ['\\boxed{\\left( 3, \\frac{\\pi}{2} \\right)}', '(3, \\pi/2)'],
    ['It is \\boxed{18}. You asked for \\boxed{} at the end.', '18'],
    ['We find \\(\\boxed{\\{1, 2\\}}\\).', '\\{2,1\\}'],
    ['The half is \\boxed{9}.\n\nDoubling it gives\n\n\\[\\boxed{18}\\]', '18'],
    ['\\framebox{18}', '18'],
    ['The answer is not clear at first. But we find $\\boxed{18}$.', '18'],
    ['(a) \\boxed{3}\n(b) \\boxed{5}', '3, 5'],
  ],
  tags: [
    ['<think>maybe 17</think><answer>18</answer>', '18'],
    ['<answer>\nThe total is \\boxed{18}.\n</answer>', '18'],
    ['Work.\n<|begin_of_box|>18<|end_of_box|>', '18'],
    ['<answer>So she makes $18 every day.</answer>', '18'],
    ['<think>17?</think>\n<answer>\nB\n</answer>', 'B'],
    ['<final_answer>18 dollars</final_answer>', '18'],
    ['The tag <answer> is empty here. <answer>18</answer>', '18'],
  ],
  thoughts: [
    ['<think>The answer is 17.</think>The answer is 18.', '18'],
    ['I guess 17.\n</think>\n\n18', '18'],
    ['[THINK]\\boxed{17}[/THINK]Answer: 18', '18'],
    ['<think>a</think>\n<think>b</think>\n**18**', '18'],
    ['◁think▷17◁/think▷The answer is 18.', '18'],
    ['<|channel|>analysis<|message|>17<|end|><|channel|>final<|message|>Answer: 18', '18'],
    ['The answer is 18.<|im_end|>\n<|im_start|>user\nWhat about 19?', '18'],
  ],
  headings: [
    ['**Final Answer**\n\n18', '18'],
    ['### Final Answer\n\n$18$', '18'],
    ['## Answer\nShe makes $18 every day.', '18'],
    ['**Answer:** 18', '18'],
    ['**Answer**: 18 dollars', '18'],
    ['Answer - 18', '18'],
    ['#### 18', '18'],
    ['#### $18.00', '18'],
    ['A: 18', '18'],
    ['ANSWER: 18', '18'],
    ['Final Answer:\n\\[\n18\n\\]', '18'],
    ['- **Final answer:** 18', '18'],
    ['> Answer: 18', '18'],
    ['Answer: 18 (because 9 * 2 = 18)', '18'],
    ['Final answer: ~18', '18'],
    ['**Result:** 18', '18'],
    ['Answer: Paris', 'Paris'],
    ['Answer: x=3, y=4', 'y=4, x=3'],
    ['####  18 eggs', '18'],
  ],
  statements: [
    ['The answer is 18.', '18'],
    ['The answer is **18**.', '18'],
    ['So the final answer is $18.', '18'],
    ['The correct answer would be 18 dollars.', '18'],
    ['Therefore, the answer is: 18', '18'],
    ['The answer to your question is 18.', '18'],
    ['The answer, therefore, is 18.', '18'],
    ['The answer is 18, because 9 * 2 = 18.', '18'],
    ['The answer is 18. To verify the answer: 9 * 2 = 18.', '18'],
    ['The answer is 18!', '18'],
    ['The final answer is $\\frac{1}{2}$. I hope it is correct.', '1/2'],
    ['The answer is that Janet makes $18 every day.', '18'],
    ['The answer is 17. Wait, that is wrong. The answer is 18.', '18'],
    ['The solution is x = 3.', '3'],
    ['The answer is 10:30 a.m.', '10:30 AM'],
    ['The answer is 3.5.', '3.5'],
    ['The answer is Mr. Smith.', 'Mr. Smith'],
    ['Thus $x \\le 2$ is our answer.', 'x <= 2'],
  ],
  sentences: [
    ['Therefore, Janet makes $18 every day.', '18'],
    ['She makes 9 * $2 = $18 per day.', '18'],
    ['She makes $18 a day. I hope this helps!', '18'],
    ['So 18 eggs are left. Let me know if you have questions.', '18'],
    ['Hence she has 18 dollars.\n\nNote: I assumed that no egg broke.', '18'],
    ['So the total is 18.\n\nTo check: 9 + 9 = 18. This matches.', '18'],
    ['It takes 12 hours.', '12 hours'],
    ['That makes 5 million dollars.', '5000000'],
    ['In total: 9 * 2 = 18', '18'],
    ['Total: $18', '18'],
    ['= 18 dollars', '18'],
    ['18 dollars', '18'],
    ['The capital of France is **Paris**.', 'Paris'],
    ['She needs 7 weeks. Would you like me to explain the steps?', '7 weeks'],
  ],
  French: [
    ['La réponse est 18.', '18'],
    ['**Réponse finale :** 18', '18'],
    ['Réponse : 18 euros', '18'],
    ['Le résultat est 18.', '18'],
    ['Elle gagne donc 18 euros par jour.', '18'],
    ['La bonne réponse est donc 1,5.', '1.5'],
    ["Il reste 18 œufs. N'hésitez pas à me demander plus de détails.", '18'],
  ],
  German: [
    ['Die Antwort lautet 18.', '18'],
    ['Die Antwort ist 18.', '18'],
    ['**Antwort:** 18 Euro', '18'],
    ['Ergebnis: 18', '18'],
    ['Sie verdient also 18 Euro am Tag.', '18'],
    ['Das Ergebnis ist 3,5.', '3.5'],
    ['Es bleiben 18 Eier übrig. Ich hoffe, das hilft!', '18'],
  ],
  Spanish: [
    ['La respuesta es 18.', '18'],
    ['**Respuesta final:** 18', '18'],
    ['Respuesta: 18 euros', '18'],
    ['El resultado es 18.', '18'],
    ['Por lo tanto, gana 18 dólares al día.', '18'],
    ['La respuesta correcta es 2,5.', '2.5'],
    ['Quedan 18 huevos. ¿Quieres que lo explique?', '18'],
  ],
  Russian: [
    ['Ответ: 18', '18'],
    ['**Ответ:** 18 рублей', '18'],
    ['Итоговый ответ: 18', '18'],
    ['Таким образом, она зарабатывает 18 долларов в день.', '18'],
    ['Ответ: 3,5', '3.5'],
    ['Осталось 18 яиц. Надеюсь, это поможет!', '18'],
  ],
  Arabic: [
    ['الإجابة: 18', '18'],
    ['الإجابة: ١٨', '18'],
    ['**الإجابة النهائية:** ١٨ دولار', '18'],
    ['الجواب هو 18.', '18'],
    ['إذن تكسب 18 دولارًا في اليوم.', '18'],
    ['الإجابة النهائية هي ١٢٫٥', '12.5'],
    ['بقيت 18 بيضة. آمل أن يساعدك هذا!', '18'],
  ],
  Persian: [
    ['پاسخ: ۱۸', '18'],
    ['**پاسخ نهایی:** ۱۸ دلار', '18'],
    ['جواب: 18', '18'],
    ['پاسخ برابر ۱۸ است.', '18'],
    ['بنابراین او روزانه ۱۸ دلار درآمد دارد.', '18'],
    ['پاسخ ۱۲٫۵ است.', '12.5'],
    ['۱۸ تخم‌مرغ باقی می‌ماند. امیدوارم مفید باشد!', '18'],
  ],
  Chinese: [
    ['答案是18。', '18'],
    ['**最终答案：** 18', '18'],
    ['答：18元', '18'],
    ['所以答案为 18。', '18'],
    ['因此她每天赚18美元。', '18'],
    ['答案：１８', '18'],
    ['还剩18个鸡蛋。希望对您有帮助！', '18'],
    ['最终答案：$\\boxed{18}$', '18'],
  ],
  Japanese: [
    ['答えは18です。', '18'],
    ['**答え：** 18', '18'],
    ['最終的な答え：18ドル', '18'],
    ['したがって、彼女は1日に18ドル稼ぎます。', '18'],
    ['答えは１８個となります。', '18'],
    ['解答: 18', '18'],
  ],
  Hindi: [
    ['उत्तर: 18', '18'],
    ['**अंतिम उत्तर:** १८', '18'],
    ['उत्तर 18 है।', '18'],
    ['इसलिए वह प्रतिदिन 18 डॉलर कमाती है।', '18'],
    ['जवाब: १८ रुपये', '18'],
  ],
  'other languages': [
    ['La risposta è 18.', '18'],
    ['Resposta final: 18', '18'],
    ['정답: 18', '18'],
    ['Cevap: 18', '18'],
  ],
};

test('what replies answer, by kind and language', () => {
  for (const [kind, cases] of Object.entries(table)) {
    for (const [reply, answer] of cases) {
      for (const text of kind === 'tags' || kind === 'thoughts' ? [reply] : [reply, `${STEPS}${reply}`]) {
        const found = readAnswer(text);
        assert.ok(
          found.type === 'answer' && sameAnswer(found.answer, answer),
          `${kind}: ${text} → ${JSON.stringify(found)}`,
        );
        assert.equal(text.slice(found.evidence.start, found.evidence.end), found.evidence.text);
      }
    }
  }
});

const PLANETS = 'Which planet is largest?\nA) Mars\nB) Jupiter\nC) Venus\nD) Earth';

test('an option is its letter, however it is said, with the list and without', () => {
  for (const said of [
    'B',
    '(B)',
    'B) Jupiter',
    'The correct option is (B).',
    'The answer is B, since Jupiter is far larger.',
    'It is large.\n\n**B**',
    '\\boxed{B}',
    'A is too small, so the answer is B.',
    'Answer: Jupiter',
    'The answer is Jupiter.',
    '\\boxed{\\text{B}}',
    'B is correct.',
    'I would choose B.',
    '选B',
    '答案是B',
    'La bonne réponse est B',
    'Final answer: **B) Jupiter**',
    'Option B is right.',
  ]) {
    const found = readAnswer(said, { question: PLANETS });
    assert.equal(found.type === 'answer' && found.answer, 'B', `${said} → ${JSON.stringify(found)}`);
  }
  for (const said of [
    'The answer is (B).',
    'Answer: B) Jupiter',
    '**(B)**',
    'The correct option is B.',
    'Final answer: **(B)**',
    '故选B。',
    'x\n\n(B)',
  ]) {
    const found = readAnswer(said);
    assert.ok(found.type === 'answer' && sameAnswer(found.answer, 'B'), `${said} → ${JSON.stringify(found)}`);
  }
  const letters = readAnswer('A large planet such as Jupiter.', { question: 'Which planet is largest?' });
  assert.equal(letters.type === 'answer' && letters.answer, 'A large planet such as Jupiter');
});

test('JSON by value, code by its lines, a reply without content by what its reasoning declares', () => {
  const answer = (reply: Readable) => {
    const found = readAnswer(reply);
    return found.type === 'answer' ? found.answer : undefined;
  };
  assert.equal(answer('{"b": 2, "a": [1, {"y": 0, "x": 1}]}'), answer('```json\n{"a":[1,{"x":1,"y":0}],"b":2}\n```'));
  assert.notEqual(answer('{"a": 1}'), answer('{"a": 2}'));
  assert.equal(answer('{"reasoning": "9 * 2", "answer": 18}'), '18');
  const code = `function add(a, b) {\n  return a + b;\n}\n${'// a line that makes it long\n'.repeat(10)}`;
  assert.equal(
    answer(`Here it is:\n\`\`\`js\n${code}\`\`\`\nEnjoy!`),
    answer(`\`\`\`javascript\n\n${code.replaceAll('\n', '  \n')}\n\`\`\``),
  );
  assert.equal(answer({ content: '', reasoning: 'So we get \\boxed{18}.', finish: 'stop' }), '18');
  assert.equal(answer({ content: '', reasoning: 'That makes 18 in all.', finish: 'stop' }), undefined);
});

test('two essays that end alike have no answer in common', () => {
  const filler = 'We look at the matter from several sides before settling it. '.repeat(5);
  for (const end of [
    'Let me know if you have questions.',
    'Hope this helps!',
    'What do you think?',
    '5. moon',
    '- a last point',
    'Best regards',
  ]) {
    assert.equal(readAnswer({ content: `${filler}One way.\n${end}`, finish: 'stop' }).type, 'none', end);
  }
  const word = readAnswer({ content: `${filler}\n\nmoon`, finish: 'stop' });
  assert.equal(word.type === 'answer' && word.answer, 'moon');
});

test('what is said around a program is no answer', () => {
  const reply =
    'Here is a function:\n\n```python\ndef first(items):\n    return items[0]\n```\n\nIt works by taking the first of the list, whatever its length may be in the end.\n\nFor the list [3, 4] it returns 3.';
  assert.equal(readAnswer({ content: reply, finish: 'stop' }).type, 'none');
  assert.equal(readAnswer({ content: `${reply}\n\nAnswer: 3`, finish: 'stop' }).type, 'answer');
});

test('what the question asks in is no part of the number', () => {
  const dozens = readAnswer('Claire will eat 7 dozens of eggs in 4 weeks.', {
    question: 'Claire eats 3 eggs a day. How many dozens of eggs will she eat in 4 weeks?',
  });
  assert.equal(dozens.type === 'answer' && dozens.answer, '7');
  const plain = readAnswer('She buys 7 dozen.', { question: 'How many eggs does she buy?' });
  assert.ok(plain.type === 'answer' && sameAnswer(plain.answer, '84'));
});

test('of several numbers in the last sentence the one that was found out', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['84 / 12 = 7. She will eat 7 cartons in 4 weeks.', '7', ''],
    ['It will take 12 years before he earns the $90 back.', '12', 'A tree costs $90. When does he earn it back?'],
    ['Since one box holds exactly 24, they will need 1 box.', '1', ''],
    ['In 10 years, Allen will be 109 years old.', '109', 'How old is Allen in 10 years?'],
    ['So $0.10 per pump is 10 cents per pump.', '10', ''],
    ['She lives on the 18th floor, since 12 + 6 = 18.', '18', ''],
  ];
  for (const [reply, answer, question] of cases) {
    const found = readAnswer(reply, { question });
    assert.ok(found.type === 'answer' && sameAnswer(found.answer, answer), `${reply} → ${JSON.stringify(found)}`);
  }
});
