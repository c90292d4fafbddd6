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

/** The same four kinds in other words. */
const otherWords = [
  'Could you clarify what you mean by "half"? Is it half of 12 or half of 20?',
  'It depends. Are we counting the 2 broken eggs?',
  'I need more details to solve this. For example, how long is each of the 3 sides?',
  'Please provide the list of 10 numbers.',
  'Please tell me how many pages the book has; I only know that she read 20.',
  'To answer this I would need the price per kilo. The 5 kilos alone are not enough.',
  'Hmm, the question mentions 4 boxes but not what is in them. What is in them?',
  'Can you upload the image again? I only see 2 of the 3 shapes.',
  'Just to confirm: 3 people share 12 slices, right?',
  'Interesting problem! Would you prefer the answer in cm or in inches?',
  'What do you mean by "the other 5"?',
  'Before I answer, which of the two definitions of "median" do you use?',
  "I can't answer that.",
  "I won't be able to solve this without the diagram of the 3 circles.",
  'That information is not given, so the number of students out of 30 is unknown.',
  'No answer can be given here, because 2 values are missing.',
  'There is no way to know how many of the 12 donuts are left.',
  'This question cannot be answered: the 4th number is illegible.',
  'My knowledge ends in 2023, so I can not tell you the winner.',
  'As a language model I have no access to real-time data such as the 7-day forecast.',
  'I must decline to answer.',
  'Insufficient data.',
  'Unknown.',
  'N/A',
  'None of this makes sense to me, sorry. The 3 statements contradict each other.',
  'The problem is ill-posed: 5 apples can not be 7 apples.',
  'Answer: unknown',
  'Answer: N/A',
  'Answer: not enough information',
  'Final Answer: I cannot solve this problem.',
  'The answer cannot be determined from 3 equations.',
  'The answer is unknown.',
  'Je ne sais pas.',
  'Ich kann das nicht beantworten.',
  'No lo sé.',
  'Я не знаю.',
  '我不知道。',
  'わかりません。',
  'मुझे नहीं पता।',
  'لا أعرف.',
  'نمی‌دانم.',
  'The cost of one is $3 and she buys 4, so the total cost is $',
  'First we note that 12 + 5 = 17, and then 17 - 3 =',
  'So the number of ways is \\frac{10!}{3!',
  'Therefore x',
  'Hence, the probability that both balls are red is',
  'We have 3 cases.\n\nCase 1: x = 2. Then',
  'Adding them up: 12 + 15 + 18 +',
  'This means the remaining distance is 120 - 45 miles, and at 30 miles per',
  '1. Find the total: 5 * 12 = 60\n2. Subtract the discount: 60 -',
  'Let me compute: 345 * 12 = 345 * 10 + 345 * 2 = 3450 +',
  'The answer is $\\frac{3',
  'The final answer is $\\boxed{\\frac{',
  'So, in total, there are 3 * 4 * 5',
  '<think>\nThe answer is 18.\n',
  '<answer>18',
  '**Final Answer',
  'The sum of the first 10 terms is given by S = 10/2 * (2 * 3 + 9 *',
  'I will first compute the area, which needs the radius of 5 cm.',
  'Okay, so I need to find the sum of the first 10 primes.',
  'Here is my plan: compute the 3 sides, then the area.',
  "Here's how we can approach this problem: find the rate, then multiply by 8.",
  'We should start with the 5 red balls.',
  'We can solve this by setting up an equation with the 30 students.',
  'The idea is to count the 6 faces and subtract.',
  'Our goal is to find x such that 3x = 12.',
  'Steps:\n1. Convert 2 hours to minutes\n2. Divide by 8',
  'Think about how many groups of 4 fit into 20.',
  'Start by drawing a line of 10 cm.',
  'Use the formula A = pi r^2 with r = 3.',
  'Apply the Pythagorean theorem to 3 and 4.',
  'Now I need to add 15 and 27.',
  'Next step: divide by 3.',
  'Let x be the number of the 20 coins that are dimes.',
  'Let us denote the price by p. Then 3p + 2 is the total.',
  'Suppose there are n students. Each of them gets 3 pencils.',
  'The problem asks for the number of apples left after 5 are eaten.',
  'We are given that there are 12 boys and 15 girls.',
  'We know that each box holds 8 pens and there are 6 boxes.',
  'Given: 3 boxes, 8 pens each. To find: the total number of pens.',
  'This is a problem about ratios of 3 to 4.',
];
const otherLanguages = [
  "Quel est le prix d'un billet ?",
  'De combien de pommes parlez-vous, 5 ou 6 ?',
  "Il me manque le nombre de pages du livre ; je sais seulement qu'elle en a lu 20.",
  'On ne peut pas répondre sans connaître les 3 côtés.',
  'Je commence par convertir 3 heures en minutes.',
  'Il reste 12 - 5 =',
  "Pour résoudre ce problème, on additionne d'abord les 3 prix.",
  "Malheureusement, je n'ai pas accès à ces 7 documents.",
  'Welche 3 Seiten sind gemeint?',
  'Bitte nenne mir den Preis der 5 Bücher.',
  'Das lässt sich ohne die 4 Maße nicht berechnen.',
  'Ich berechne zuerst die Fläche der 3 Räume.',
  'Dann sind es 12 + 5 =',
  'Um das zu lösen, addieren wir die 3 Preise.',
  'Meinen Sie die 5 oder die 6 Äpfel?',
  'Dazu kann ich nichts sagen, weil 2 Angaben fehlen.',
  '¿Cuál es el precio de los 3 libros?',
  'Necesito saber cuántos de los 20 alumnos aprobaron.',
  'No se puede calcular sin los 3 lados.',
  'Primero calculo el área de los 3 cuartos.',
  'Entonces quedan 12 - 5 =',
  'Por favor, indica el precio de las 5 entradas.',
  'Empecemos por sumar los 3 precios.',
  'Desconozco la respuesta a la pregunta 4.',
  'Какова цена 3 книг?',
  'Уточните, пожалуйста, сколько из 20 учеников сдали экзамен.',
  'Без длины 3 сторон это посчитать нельзя.',
  'Начнём с того, что сложим 3 цены.',
  'Тогда останется 12 - 5 =',
  'Мне нужно знать цену 5 билетов.',
  'Ответ зависит от цены 3 книг.',
  'Для решения сложим 3 числа.',
  '这3本书的价格是多少？',
  '请提供5张票的价格。',
  '题目没有给出3条边的长度，所以不能计算。',
  '我们先把3个价格相加。',
  '那么剩下12 - 5 =',
  '您指的是5个苹果还是6个苹果？',
  '答案取决于3本书的价格。',
  '要解这道题，需要先求出3个角。',
  '3冊の値段はいくらですか？',
  '5枚のチケットの値段を教えてください。',
  '3辺の長さがないので計算できません。',
  '最初に3つの値段を足します。',
  '残りは 12 - 5 =',
  '5個のりんごのことですか？',
  '答えは3冊の値段によって変わります。',
  'この問題では、まず3つの角を求める必要があります。',
  '3 किताबों की कीमत क्या है?',
  'कृपया 5 टिकटों की कीमत बताइए।',
  '3 भुजाओं के बिना इसे हल नहीं किया जा सकता।',
  'सबसे पहले हम 3 कीमतों को जोड़ते हैं।',
  'तो 12 - 5 =',
  'उत्तर 3 किताबों की कीमत पर निर्भर करता है।',
  'आप 5 सेब की बात कर रहे हैं या 6 की?',
  'मुझे 20 छात्रों के बारे में और जानकारी चाहिए।',
  'ما هو سعر 3 كتب؟',
  'يرجى ذكر سعر 5 تذاكر.',
  'لا يمكن الحساب بدون أطوال الأضلاع 3.',
  'نبدأ بجمع الأسعار 3.',
  'إذن يتبقى 12 - 5 =',
  'الإجابة تعتمد على سعر 3 كتب.',
  'هل تقصد 5 تفاحات أم 6؟',
  'أحتاج إلى معرفة عدد الطلاب من أصل 20.',
  'قیمت ۳ کتاب چقدر است؟',
  'لطفا قیمت ۵ بلیت را بگویید.',
  'بدون طول ۳ ضلع نمی‌شود حساب کرد.',
  'ابتدا ۳ قیمت را جمع می‌کنیم.',
  'پس می‌ماند ۱۲ - ۵ =',
  'پاسخ به قیمت ۳ کتاب بستگی دارد.',
  'منظورتان ۵ سیب است یا ۶ سیب؟',
  'باید بدانم از ۲۰ دانش‌آموز چند نفر قبول شدند.',
];

test('in other words and languages: none is read', () => {
  const read = [...otherWords, ...otherLanguages].flatMap((reply) => {
    const found = readAnswer(reply);
    return found.type === 'answer' ? [`${reply} → ${found.answer} (${found.rule})`] : [];
  });
  assert.deepEqual(read, []);
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
