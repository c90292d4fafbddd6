/** A hundred replies that give no answer: questions back, refusals, replies that break off, plans. None may be read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from './read.ts';

const asksBack = [
  'How many apples did Anna have at first, 5 or 6?',
  'Could you tell me the price of one ticket? Then I can work out the total for all 4.',
  'Do you mean 12 hours or 12 days?',
  'There are two readings here: 3 boxes of 8, or 8 boxes of 3. Which one is meant?',
  'You have 15 marbles. How many did you give away?',
  'I see that the bakery sold 120 rolls on Monday. What happened on Tuesday?',
  'Should I assume a year of 365 days?',
  'Before I start: is the 20 % discount taken before or after the tax of 8 %?',
  'Which unit would you like the result in: miles or kilometres?',
  'Thanks for the question! Can you share the table with the 7 prices?',
  'What is the radius of the circle?',
  'Combien de pommes Paul avait-il au départ : 5 ou 6 ?',
  'Pouvez-vous préciser le prix des 3 billets ?',
  'Meinst du 12 Stunden oder 12 Tage?',
  'Wie viele Kinder sind in den 4 Klassen?',
  '¿Cuántos litros caben en cada uno de los 5 bidones?',
  '¿Te refieres a 30 minutos o a 30 horas?',
  'Сколько стоит один билет, если всего их 4?',
  'Вы имеете в виду 12 часов или 12 минут?',
  '请问一共有5个还是6个苹果？',
  '您能告诉我每张票的价格吗？一共4张。',
  'リンゴは5個ですか、それとも6個ですか？',
  'क्या आपका मतलब 12 घंटे से है या 12 मिनट से?',
  'هل تقصد 12 ساعة أم 12 دقيقة؟',
  'منظور شما ۱۲ ساعت است یا ۱۲ دقیقه؟',
];

const refuses = [
  "I'm sorry, but I can't help with that.",
  'I cannot determine the answer from the information given. The shop sells 12 apples, but no price is stated.',
  'There is not enough information to say how many of the 40 students passed.',
  "I don't know. It could be 3, or it could be 4.",
  'Unfortunately the total cannot be calculated, because the price of the 5 books is missing.',
  'As an AI, I am not able to give medical doses such as 500 mg.',
  'It is impossible to say whether she has 7 or 8 coins.',
  "I'm unable to open the attachment, so I can't count the 10 items in it.",
  'The answer depends on how many of the 30 seats are taken.',
  'Sorry, that is against my guidelines. Please call 112 in an emergency.',
  "I'm not sure about this one.",
  'The answer is not clear from the text.',
  'Answer: I do not know.',
  "Final answer: cannot say, since the figure with the 4 angles is missing and I can't see it.",
  'Je suis désolé, je ne peux pas répondre : il manque le prix des 3 billets.',
  'Il est impossible de calculer le total des 5 livres sans leur prix.',
  'Es tut mir leid, dabei kann ich nicht helfen. Es fehlen 2 Angaben.',
  'Ich weiß es nicht, es könnten 3 oder 4 sein.',
  'Lo siento, no puedo calcularlo: falta el precio de los 6 libros.',
  'Извините, я не могу ответить: не указана цена 5 книг.',
  '抱歉，题目条件不足，无法确定这5个人的年龄。',
  '申し訳ありませんが、5冊の値段がわからないため計算できません。',
  'क्षमा करें, 5 किताबों की कीमत के बिना मैं यह नहीं बता सकता।',
  'عذرًا، لا أستطيع الإجابة لأن سعر الكتب الخمسة (5) غير مذكور.',
  'متأسفم، نمی‌توانم پاسخ بدهم، چون قیمت ۵ کتاب داده نشده است.',
];

const breaksOff = [
  'She sells 9 eggs for $2 each, so she makes 9 * 2 =',
  'The first train covers 60 * 3 = 180 miles. The second train covers 45 * 3 = 135 miles. Together they',
  'Let x be the number of boys. Then x + 12 = 30, so x = 30 -',
  'There are 24 hours in a day and 7 days in a week, so there are 24 * 7',
  'Therefore, the final answer is',
  'So we get $\\boxed{1',
  'Adding both sides gives $x = \\frac{3}{',
  '<think>We have 9 eggs at $2 each, which makes 18. The answer is 18.',
  'The cost of the 5 books is 5 * $3 = $15 and the cost of the',
  'Step 1: 4 * 5 = 20\nStep 2: 20 + 6 = 26\nStep 3: 26 divided by',
  'Since each of the 3 friends pays $4, the',
  'He drove 120 miles on Monday and 80 miles on Tuesday, for a total of',
  '**Answer:**',
  'The answer to the question is:',
  '## Final answer\n',
  'We multiply 12 by 12 and',
  'Le prix total est de 3 * 4 =',
  'Il lui reste 20 - 5 = 15 euros, puis elle dépense',
  'Das sind 3 * 4 = 12 Euro, und dazu kommen',
  'El total es 3 * 4 = 12, y después de',
  'Всего получается 3 * 4 = 12 рублей, а затем',
  '一共是3乘以4，等于',
  '合計は 3 * 4 = 12 円で、さらに',
  'कुल 3 * 4 = 12 रुपये हुए, और फिर',
  'المجموع هو 3 * 4 =',
];

const onlyPlans = [
  'First, I will find the number of eggs that are left. Then I will multiply it by 2.',
  "Let's think step by step. We need to find how many of the 16 eggs are sold.",
  'To solve this, we first add 3 and 4, and then subtract the sum from 16.',
  'Plan:\n1. Add the 3 and the 4.\n2. Subtract from 16.\n3. Multiply by 2.',
  "I'll start by converting 3 hours to minutes.",
  'Next, we multiply the 9 eggs by the price of $2.',
  'We need to divide 120 by 8 to find the number of packs.',
  'Step 1: Compute 3 + 4.\nStep 2: Subtract the result from 16.',
  'My approach is to write an equation with x for the 5 boxes and solve it.',
  'Let me calculate the total of the 4 prices.',
  'Then we add the 12 that were left over.',
  'Each box holds 8 pens. Now we need to multiply by the number of boxes.',
  'Calculate 15 % of 80 and add it.',
  'I am going to compare the 3 offers one by one.',
  "D'abord, je vais calculer le nombre d'œufs, puis multiplier par 2.",
  "Il faut d'abord additionner 3 et 4.",
  'Zuerst berechne ich die Anzahl der Eier, dann multipliziere ich mit 2.',
  'Wir müssen 120 durch 8 teilen.',
  'Primero voy a sumar 3 y 4, y luego multiplicar por 2.',
  'Vamos a dividir 120 entre 8.',
  'Сначала найдём, сколько яиц осталось, затем умножим на 2.',
  '首先计算剩下的鸡蛋数量，然后乘以2。',
  'まず残りの卵の数を求め、次に2を掛けます。',
  'पहले हम 3 और 4 को जोड़ेंगे, फिर 2 से गुणा करेंगे।',
  'أولاً سأجمع 3 و 4، ثم أضرب في 2.',
];

test('a hundred replies without an answer: none is read', () => {
  const all = [asksBack, refuses, breaksOff, onlyPlans];
  assert.deepEqual(
    all.map((one) => one.length),
    [25, 25, 25, 25],
  );
  const read = all.flat().flatMap((reply) => {
    const found = readAnswer(reply);
    return found.type === 'answer' ? [`${reply} → ${found.answer} (${found.rule})`] : [];
  });
  assert.deepEqual(read, []);
});

test('the same with the question at hand, and with a reply that is known to have ended', () => {
  const question =
    'Janet has 16 eggs. She eats 3 and bakes with 4. She sells the rest for $2 each. How much does she make?';
  for (const reply of [...asksBack, ...refuses, ...onlyPlans]) {
    const found = readAnswer({ content: reply, finish: 'stop' }, { question });
    assert.equal(found.type, 'none', `${reply} → ${JSON.stringify(found)}`);
  }
});

test('a reply that was cut off has no answer, whatever it holds', () => {
  for (const finish of ['length', 'filtered', 'cancelled', 'error', 'tools'] as const) {
    assert.equal(readAnswer({ content: 'The answer is \\boxed{18}.', finish }).type, 'none');
  }
});

test('an essay has no answer', () => {
  const essay =
    'The house stood at the end of the lane. Nobody had lived there since 1963, when the last owner left. Its windows were dark.\n\nWhat remained was a garden of 40 roses.';
  assert.equal(
    readAnswer(`${essay}\n\nIn spring people came from the town to see them, and they brought their children along.`)
      .type,
    'none',
  );
});
