/**
 * How replies say things, in the languages of the users (English, Arabic, Persian, Chinese, French, German, Spanish,
 * Russian,
 * Japanese, Hindi, and a few words of Italian, Portuguese, Korean and Turkish): what announces an answer, and what is
 * no answer: a comment,
 * a check, an offer of help, a question back, a plan, a refusal. Tables only; rules.ts uses them.
 */

/** Words of a heading or label that the answer follows, as sources of regular expressions. */
export const LABELS: readonly string[] = [
  '(?:the |my |our )?(?:final |correct |right |short |best )?answers?',
  'ans',
  'tl;?dr',
  '(?:the )?(?:final |end )?result',
  'final solution',
  '(?:الإجابة|الاجابة|الجواب|الإجابه)(?: (?:النهائية|النهائي|الصحيحة|الصحيح|هي|هو))*',
  'الناتج(?: النهائي)?',
  'النتيجة(?: النهائية)?',
  '(?:پاسخ|جواب)(?: (?:نهایی|صحیح|درست|سوال))*',
  'نتیجه(?: نهایی)?',
  '(?:最终|最終|正确|正確|最后|最後)?的?答案(?:是|为|為)?',
  '答',
  '(?:最终|最終)结果',
  '(?:最終的な|最終)?(?:答え|回答|解答|結論)',
  '正解',
  '正答',
  '(?:la |ma )?r[ée]ponse(?: finale| correcte)?',
  'r[ée]sultat(?: final)?',
  '(?:die |meine )?(?:endgültige |richtige |finale )?antwort',
  '(?:end)?ergebnis',
  'lösung',
  '(?:la |mi )?respuesta(?: final| correcta)?',
  'resultado(?: final)?',
  '(?:окончательный |итоговый |правильный |верный )?ответ',
  'итог(?:о)?',
  'результат',
  '(?:अंतिम |सही )?(?:उत्तर|जवाब)',
  'परिणाम',
  'risposta(?: finale| corretta)?',
  'resposta(?: final| correta)?',
  '(?:최종 )?(?:정답|답|답변)',
  '(?:nihai |doğru )?cevap',
  'yanıt',
];

/** Statements whose end is the answer: 'the answer is …', 'la réponse est …', '答案是…'. */
export const STATEMENTS: readonly string[] = [
  '(?:final |exact |correct )?answer of',
  '(?:answers?|solutions?|results?)\\b(?:,? (?:to|of|for) [^.!?\\n:=]{1,80}?)?(?:,? (?:therefore|thus|then|' +
    'hence|so),?)? (?:is|are|was|would be|should be|must be|will be|comes (?:out )?to|equals)(?: (?:therefore|' +
    'thus|then|hence|indeed|simply|just|exactly|also))?(?: equal to)?',
  '(?:الإجابة|الاجابة|الجواب)(?: (?:النهائية|النهائي|الصحيحة|الصحيح))?(?: على [^.\\n]{1,60}?)? (?:هي|هو|تكون|يكون|=)',
  '(?:الناتج|النتيجة)(?: النهائية| النهائي)? (?:هي|هو)',
  '(?:پاسخ|جواب)(?: (?:نهایی|صحیح|درست))?(?: این سوال| سوال)?(?: برابر(?: با)?| می ?شود|' +
    ' عبارت است از)?(?= ?[:\\d\\\\$*(-]| (?!ب?دهم|داد|ب?دهید|نمی)[^.\\n?,]{1,60}(?:است|می ?باشد)\\s*(?:[.*\\n]|' +
    '$))',
  '(?:答案|结果)(?:就|应该|應該|应)?(?:是|为|為|等于|等於)',
  '答え(?:は|が)、?',
  '(?:解答|回答|正解|正答)(?:は|が)、?',
  '(?:정답|답)(?:은|는)',
  'r[ée]ponse(?: finale| correcte| à [^.\\n:]{1,60}?)? (?:est|serait)(?: donc)?',
  'r[ée]sultat(?: final)? est',
  'solution est',
  '(?:antwort|lösung)(?: auf [^.\\n:]{1,60}?)? (?:lautet|ist)(?: also| daher| somit)?',
  'ergebnis (?:lautet|ist|beträgt)',
  'die (?:richtige|endgültige) antwort (?:lautet|ist)',
  '(?:respuesta|solución)(?: final| correcta| a [^.\\n:]{1,60}?)? (?:es|sería)',
  'resultado(?: final)? es',
  'ответ(?: на [^.\\n:]{1,60}?)?(?: это| будет| равен| -| —)',
  '(?:उत्तर|जवाब)(?: है)?(?= ?[\\d\\\\$*(-]| [^।.\\n?]{1,60}(?:है|हैं|होगा)\\s*(?:[।.*\\n]|$))',
  'risposta(?: finale| corretta)? è',
  'resposta(?: final| correta)? é',
];

/** Verbs that end a sentence after what it states. */
export const TRAILING_VERB =
  /\s*(?:です|である|となります|となる|になります|だ|でございます|है|हैं|होगा|होगी|होंगे|است|می ?باشد|می ?شود|خواهد بود|입니다|이다)\s*$/;

/** At the start of a sentence that says again what was given or asked. */
export const RESTATEMENT = new RegExp(
  '^[\\s*_>(#-]*(?:\\d+[.)]\\s*)?(?:let (?:\\$?\\\\?[a-z]\\w*\\$?|us) (?:be|denote|represent|stand|call|' +
    'write)|let us|suppose|assume|given|we (?:are given|know)|it is given|(?:the|this) (?:problem|question|' +
    'exercise|task|puzzle) (?:asks|is|wants|says|states|gives|mentions|tells|involves)|(?:our|my|the) (?:goal|' +
    "aim|task|objective|idea|job) (?:is|here)|here(?:'s| is) (?:my|the|a|our|how)|soit|sei|sea|пусть|дано|设|設|" +
    '已知|假设|令|とする|मान लीजिए|मान लो|दिया गया|لنفترض|ليكن|فرض کنید|فرض کنیم)(?![a-z])',
  'iu',
);

/** Words of a sentence that sums up. */
export const CONCLUSION = new RegExp(
  '\\b(?:so|therefore|thus|hence|consequently|accordingly|finally|overall|altogether|together|in (?:total|' +
    'all|conclusion|summary|the end)|total(?:s|ly|ing)?|sum|result(?:s|ing)?|answer|left|remain(?:s|ing|' +
    'der)?|this (?:means|gives|leaves|makes)|which (?:means|gives|is)|comes? to|amounts? to|ends? up|donc|' +
    'ainsi|alors|total(?:e)?|reste|also|somit|daher|insgesamt|folglich|übrig|entonces|así|por (?:lo )?tanto|' +
    'luego|en total|quedan?|significa)\\b|' +
    'итак|значит|следовательно|таким образом|поэтому|итого|всего|осталось|останется|получ|所以|因此|综上|故|共|总|總|还剩|剩|' +
    '等于|得到|よって|したがって|ゆえに|合計|残り|なので|इसलिए|अतः|कुल|बचे|बचते|لذلك|إذن|بالتالي|المجموع|بقي|تبقى|بنابراین|پس|' +
    'در نتیجه|مجموع|باقی',
  'iu',
);

/**
 * A verb beside a number, as a sentence has it that states a result: 'takes 12', 'kostet 12', '18 ドルです'. For sentences
 * that neither sum up nor compute.
 */
export const STATES = new RegExp(
  [
    '\\b(?:is|are|was|were|be|equals?|makes?|made|has|have|had|gets?|got|needs?|needed|takes?|took|costs?|' +
      'earns?|earned|eats?|ate|spends?|spent|sells?|sold|pays?|paid|gives?|gave|saves?|saved|receives?|received|' +
      'owes?|owns?|buys?|bought|uses?|used|walks?|runs?|ran|drives?|drove|travels?|reads?|scores?|scored|weighs?|' +
      'contains?|holds?|lasts?|become|requires?|collects?|collected|produces?|bakes?|baked|catch(?:es)?|caught|' +
      "takes? \\p{L}+|leaves|left|totals?|works out|adds up|comes|ends up|we get|(?:it|that|there)'s)" +
      '(?: [\\p{L}]+){0,3} \\**[-$€£¥₹]?\\d',
    '(?<!\\p{L})(?:coûte|met|mettra|donne|' +
      'gagne|gagnera|reste|fait|dépense|ont|est|sont|mesure|pèse|dure|prend|obtient|reçoit|' +
      'paie)(?: [\\p{L}]+){0,2} \\**[-$€]?\\d',
    '(?<!\\p{L})(?:kostet|verdient|bleiben|bleibt|hat|haben|sind|ist|macht|dauert|ergibt|bekommt|zahlt|beträgt|' +
      'wiegt)(?: [\\p{L}]+){0,2} \\**[-$€]?\\d',
    '(?<!\\p{L})(?:cuesta|gana|ganará|queda|quedan|tiene|tarda|son|es|hay|gasta|paga|recibe|mide|pesa|' +
      'dura)(?: [\\p{L}]+){0,2} \\**[-$€]?\\d',
    '(?<!\\p{L})(?:стоит|зарабатывает|осталось|получит|получает|равно|равна|равен|составляет|будет|займёт|' +
      'займет|заплатит|весит)(?: [\\p{L}]+){0,2} \\**[-$€]?\\d',
    '(?:是|有|赚|賺|剩|花|为|為|要|用了|得)(?:了|下)? ?\\**[-$￥¥]?\\d',
    '\\d[\\d.,]*\\**[^。\\d]{0,10}(?:です|稼ぎます|残ります|残っています|かかります|なります|必要です|支払います|もらいます)。?$',
    '\\d[\\d.,]* [^।\\d]{0,30}(?:है|हैं|बचे|बचते हैं|लगेंगे|कमाती है|कमाता है|मिलेंगे)।?$',
    '(?:تكسب|يكسب|بقيت|بقي|تبلغ|يبلغ|يساوي|تساوي|هو|هي|تكلف|يكلف|يستغرق|تستغرق) (?:\\p{L}+ ){0,2}\\**[-$]?\\d',
    '\\d[\\d.,]* [^\\d.]{0,30}(?:است|دارد|دارند|می ?شود|می ?ماند|می ?گیرد|می ?برد|خواهد شد|خواهد داشت)\\.?$',
  ].join('|'),
  'iu',
);

/** Words before a value that open a short statement of it: 'so it is', 'that makes', 'il reste donc', '综上'. */
export const OPENING = new RegExp(
  '^[\\s*_]*(?:(?:so|thus|hence|therefore|and|then|donc|alors|also|somit|daher|entonces|así que|por (?:lo )?tanto|' +
    'итак|значит|следовательно|综上(?:所述)?|所以|因此|故|则|よって|したがって|ゆえに|それで|अतः|इसलिए|तो|إذن|لذلك|وبالتالي|' +
    'پس|بنابراین)[,、،:]? *)?' +
    "(?:(?:it|that|this|which|there|[a-z]) ?(?:'s|is|was|makes|gives(?: us)?|leaves(?: us)?|equals|are|comes to)|" +
    "(?:we|you|i) (?:get|have|obtain|find)|c'est|(?:il|cela|ça|ce qui) (?:reste|fait|donne)|(?:es|das) " +
    '(?:ist|sind|macht|ergibt|bleiben)|(?:ist|sind|macht) (?:es|das)|(?:eso )?(?:son|es|da|quedan)|' +
    'это|получается|получаем|выходит|得到|就是|यह|' +
    'هذا يساوي|هو|می ?شود)?(?:[:,]? +|(?<=[\\p{Script=Han}、,:に、てでは] ?))',
  'iu',
);

/** Negation: a sentence with it and without a computation says what is not known or not so. */
export const NEGATION = new RegExp(
  "\\b(?:not|cannot|can't|don't|doesn't|didn't|isn't|aren't|without|unless|never|nicht|kein\\w*|ohne|ne|sans|" +
    "sin|no se|ни|без|не|нельзя)\\b|(?:^| )(?:не|без|нельзя|لا|لم|لن|بدون|नहीं|बिना) |n'\\p{L}|不|没|沒|无法|無|ません|ない|" +
    'なし|نمی|نیست|ندار',
  'iu',
);

const any = (...sources: string[]): RegExp => new RegExp(sources.join('|'), 'iu');
/** At the start of a sentence, after marks of emphasis and lists. */
const opens = (...sources: string[]): RegExp => new RegExp(`^[\\s*_>(\\[#"'•-]*(?:${sources.join('|')})`, 'iu');

/** Sentences after the answer that say something about it, check it, or end the conversation politely. */
export const ASIDE = opens(
  'i hope',
  'hope (?:this|that|it)',
  'let me know',
  'please let me know',
  'feel free',
  "if you (?:have|need|want|would|'d|like|meant)",
  'would you like',
  'do you (?:want|need|have)',
  'is there anything',
  'need (?:any )?(?:more )?help',
  'does (?:this|that) (?:help|make sense)',
  'happy to',
  'glad to',
  'good luck',
  'enjoy',
  'thanks?',
  'thank you',
  'cheers',
  'best(?: regards)?,?',
  'great (?:job|question)',
  'well done',
  'want me to',
  'shall i',
  'any questions',
  'note(?: that|:|,)',
  'please note',
  'keep in mind',
  'remember',
  '(?:this|that|which) (?:is because|makes sense|assumes|matches|agrees|confirms|checks|works|result|answer|' +
    'value|solution)',
  'this is (?:the |a )?(?:correct|same|because|consistent|valid|also)',
  "(?:to |let'?s |let us |we can |you can |i can |let me |as a |quick |sanity |double[- ])*(?:verify|check|" +
    'double-check|confirm|verification|sanity|proof)',
  'verification',
  'the (?:answer|result|solution) (?:makes sense|is (?:correct|reasonable|consistent))',
  'disclaimer',
  'explanation',
  'in other words',
  'alternatively',
  'you can also',
  "here(?:'s| is) (?:why|how)",
  'p\\.?s\\.?',
  'source',
  'confidence',
  "that'?s it",
  "and that'?s",
  "n'hésitez",
  "j'espère",
  'bonne chance',
  'remarque',
  'vérif',
  'avez-vous',
  'souhaitez',
  'voulez-vous',
  'si vous',
  'hoffentlich',
  'ich hoffe',
  'viel erfolg',
  'hinweis',
  'anmerkung',
  'probe',
  'zur (?:kontrolle|überprüfung)',
  'überprüf',
  'wenn (?:du|sie)',
  'möchtest',
  'möchten sie',
  'falls',
  'soll ich',
  'brauchst',
  'espero',
  'si (?:tienes|necesitas|quieres|tiene|desea)',
  'no dudes',
  'nota',
  'comprob',
  'verific',
  '¿(?:quieres|necesitas|te gustaría|hay algo)',
  'buena suerte',
  'надеюсь',
  'если (?:у вас|вам|хотите|нужно|у тебя)',
  'проверка',
  'проверим',
  'примечание',
  'обратите внимание',
  'хотите',
  'нужна ли',
  'удачи',
  '希望',
  '如果(?:您|你)',
  '如有',
  '注意',
  '注[:：]',
  '验证',
  '驗證',
  '检验',
  '检查',
  '还有',
  '需要我',
  '祝',
  'お役に立',
  '何か',
  '他に',
  '確認',
  '検算',
  'ご不明',
  '注意',
  '補足',
  'もし',
  'さらに',
  'मुझे आशा',
  'आशा है',
  'अगर आप',
  'यदि आप',
  'ध्यान',
  'जाँच',
  'जांच',
  'सत्यापन',
  'क्या आप(?:को)? (?:और|चाह)',
  'آمل',
  'أتمنى',
  'إذا (?:كان لديك|احتجت|أردت|كنت)',
  'ملاحظة',
  'للتحقق',
  'التحقق',
  'هل (?:تريد|تحتاج|ترغب)',
  'امیدوارم',
  'اگر (?:سوال|سؤال|نیاز|می ?خواهید|توضیح)',
  'توجه',
  'نکته',
  'برای (?:بررسی|اطمینان)',
  'آیا (?:می ?خواهید|نیاز)',
  'بررسی',
);

/** First person who does not know or will not say, questions that have no answer as they stand. */
export const REFUSAL = any(
  "\\bi(?:'m| am)? (?:sorry|afraid|unable|not able|not sure|not certain)\\b",
  "\\bi (?:can'?t|cannot|can not|could not|couldn't|do not|don't|won't|will not|must decline|am unable)\\b",
  '\\bas an? (?:ai|(?:large )?language model)\\b',
  '\\b(?:have|has) no (?:access|information|knowledge|idea)\\b',
  '^[\\s*_]*(?:please|kindly) (?:provide|tell|share|specify|clarify|upload|give|send|include|attach|state|add|' +
    'describe|confirm|check)\\b',
  '\\b(?:is|are|was|were) (?:unknown|not (?:given|stated|specified|provided|mentioned|known|shown|enough|' +
    'sufficient|readable|visible))\\b',
  '^[\\s*_"]*(?:unknown|n/a|not (?:given|known|applicable))[\\s*_".!]*$',
  '\\bno (?:answer|solution|way|value|result) (?:can|could|to (?:know|tell|say|determine))\\b',
  '\\bno way (?:to|of) (?:know|tell|say|determin|find)',
  '\\b(?:makes?|made) (?:no|little) sense\\b|\\bnone of (?:this|that|it) makes sense\\b',
  'dépend (?:de|du|des)\\b|hängt .{0,40}\\bab\\b|kommt (?:darauf|auf) .{0,40}an\\b|\\bdepende de|зависит|取决于|' +
    '取決於|视.{0,20}而定|によって(?:変わ|異な|決ま)|निर्भर|(?:ت|ي)عتمد على|بستگی دارد',
  "(?:^|[\\s*_])(?:bitte|veuillez|por favor)\\b|s'il (?:vous|te) plaît|пожалуйста|уточните|请(?:提供|告诉|给|說|说|补充|" +
    '再)|請|教えて(?:ください|くれ)|ください|कृपया|يرجى|من فضلك|الرجاء|لطفا',
  '\\bi would (?:need|require)\\b|\\bill-posed\\b|\\bcontradict(?:s|ory)?\\b',
  '\\bnot (?:enough|sufficient) information\\b',
  "\\b(?:cannot|can't|can not|could not|couldn't) (?:be )?(?:determined?|answer(?:ed)?|solved?|calculated?|" +
    'computed?|provide|say|tell|help|know)\\b',
  '\\bimpossible to (?:determine|say|answer|know|calculate|tell)\\b',
  '\\binsufficient (?:information|data)\\b',
  '\\b(?:missing|lacks?|need(?:s)?|requires?|without) (?:the |some |any |more |further |' +
    'additional )*(?:information|details|data|context|figure|image|diagram|table|attachment|file)\\b',
  '\\bdepends on\\b',
  '\\bno (?:idea|clue)\\b',
  '\\bunclear\\b',
  '\\b(?:question|problem|statement|prompt|message|information|data|image|text)\\b[^.]{0,40}\\b(?:ambiguous|' +
    'incomplete|missing|cut off|truncated)\\b',
  '\\bapologi[sz]e\\b',
  '\\bnot (?:possible|able) to\\b',
  '\\bunable to\\b',
  "\\bwe (?:cannot|can't|don't know|do not know)\\b",
  '\\bagainst (?:my|our|the) (?:policy|guidelines|policies)\\b',
  '\\bconsult (?:a|an|your)\\b',
  'je (?:suis désolée?|ne peux pas|ne sais pas|regrette)',
  'désolée?',
  "pas assez d'informations",
  'impossible de',
  'il (?:me )?manque',
  'es tut mir leid',
  'tut mir leid',
  '(?:ich|leider) kann (?:ich )?(?:das |dir |ihnen |diese |dabei )*(?:nicht|keine)',
  'ich weiß (?:es )?nicht',
  'nicht genug(?:end)? informationen',
  'leider',
  'lo siento',
  'no (?:lo |la )?(?:puedo|sé|es posible|tengo)',
  'falta información',
  'no hay suficiente',
  'извините',
  'к сожалению',
  'я не (?:могу|знаю|уверен)',
  'недостаточно (?:данных|информации)',
  'невозможно',
  'не могу',
  '抱歉',
  '对不起',
  '對不起',
  '无法',
  '無法',
  '不能(?:回答|提供|确定|確定)',
  '信息不足',
  '条件不足',
  '我不知道',
  '不清楚',
  '缺少',
  '申し訳',
  'すみません',
  'わかりません',
  '分かりません',
  'できません',
  '情報が(?:足り|不足)',
  'お答えでき',
  'क्षमा',
  'माफ़',
  'माफ',
  'मुझे नहीं पता',
  'नहीं (?:कर सकता|बता सकता|दे सकता|कर सकती|जानता)',
  'जानकारी (?:नहीं|पर्याप्त|अधूरी)',
  'पर्याप्त (?:जानकारी|डेटा)',
  'आसिफ',
  'عذر',
  'آسف',
  'أعتذر',
  'لا أستطيع',
  'لا يمكن(?:ني)?',
  'لا أعرف',
  'معلومات (?:غير )?كافية',
  'غير كافي',
  'غير واضح',
  'متأسف',
  'ببخشید',
  'معذرت',
  'نمی ?(?:توانم|دانم|توان)',
  'اطلاعات کافی',
  'کافی نیست',
);

/** What will be done, not what was found. */
export const PLAN = any(
  '^[\\s*_>#-]*(?:\\d+[.)]\\s*)?(?:first|firstly|next|to begin|to start|step \\d+|(?:my |the |our )?(?:plan|' +
    'approach|strategy|outline|idea|method))\\b',
  "\\blet(?:'s| us| me)\\b(?! (?:x|y|n|a|b|the))",
  "\\bi(?:'ll| will|'m going to| am going to| need to| should| have to| plan to| want to|'d (?:need|start|" +
    'first)| would (?:first|start|need|begin))\\b',
  "\\bwe(?:'ll| will| need to| should| have to| must| are going to| could| now need| still need| then need)\\b",
  '\\bwe can (?:then |now |start |begin |first |use |find |calculate |compute |solve |set |multiply |divide |' +
    'add |subtract)',
  '^[\\s*_>(#-]*(?:then|after that|finally|afterwards|later)[, ]+(?:i|we|you|add|subtract|multiply|divide|' +
    'compute|calculate|find|use|check|solve|take|convert|sum)\\b',
  '^[\\s*_>(#-]*(?:\\d+[.)]\\s*)?(?:apply|start|begin|draw|set up|write|count|consider|recall|remember|imagine|' +
    'note|observe|let) ',
  '^[\\s*_>(#-]*(?:\\d+[.)]\\s*)?(?:to (?:solve|find|calculate|determine|work)|(?:calculate|compute|find|' +
    'determine|multiply|divide|subtract|add|convert|sum|use|identify|solve|consider|think|figure|work) )',
  '\\bgoing to (?:calculate|find|multiply|divide|add|subtract|compute|solve)',
  "(?:d'abord|ensuite|puis),? (?:je|nous|on|il faut)",
  'je vais',
  'nous allons',
  "il faut (?:d'abord|ensuite|maintenant|calculer|trouver)",
  'commençons',
  'zuerst',
  'zunächst',
  'als nächstes',
  'ich werde',
  'wir (?:müssen|werden|berechnen|brauchen)',
  'dann (?:multipliziere|addiere|berechne|teile|werde|rechne)',
  'lass uns',
  'primero',
  'luego (?:voy|vamos|calcul|multiplic|hay que|se)',
  'voy a',
  'vamos a',
  'hay que',
  'calcularé',
  'сначала',
  'затем (?:я|мы|нужно|надо|умнож|раздел|слож|найд)',
  'нужно (?:будет )?(?:найти|вычислить|посчитать|умножить|разделить|сложить)',
  'давайте',
  'я (?:посчитаю|вычислю|найду|умножу|буду)',
  'мы (?:найдем|найдём|вычислим|посчитаем)',
  '首先',
  '接下来',
  '接下來',
  '然后(?:我|再|将|计算|乘|除|加|减)',
  '我(?:会|将|要|们需要|需要|先)',
  '让我',
  '讓我',
  '下一步',
  '第一步',
  '先(?:计算|求|算)',
  'まず',
  '次に',
  'それから',
  'その後',
  'しましょう',
  'します。?$',
  '必要があります',
  '計算します',
  '考えます',
  'पहले',
  'फिर (?:मैं|हम|हमें)',
  'हम(?:ें)? .{0,30}(?:करेंगे|निकालेंगे|करना होगा|चाहिए)',
  'मैं .{0,40}(?:करूँगा|करूंगा|करूँगी|निकालूँगा|करता हूँ)',
  'इसके बाद',
  'أولا',
  'أولاً',
  'ثم (?:سوف|سأ|نقوم|نضرب|نقسم|نجمع|نطرح|أضرب|أقسم|أجمع)',
  'سوف',
  'سأ(?:قوم|حسب|بدأ|ضرب|جمع)',
  'لنبدأ',
  'دعنا',
  'دعني',
  'نحتاج (?:إلى|أن)',
  'يجب أن',
  'ابتدا',
  'اول(?:اً)? (?:باید|من|ما|تعداد|می)',
  'سپس (?:باید|من|ما|آن|می|حاصل|ضرب|جمع|تقسیم)',
  'خواهم (?:کرد|یافت)',
  'خواهیم',
  'باید .{0,40}(?:کنیم|کنم|بزنیم|آوریم)',
  'بیایید',
  'قدم اول',
  'مرحله',
);

/** Lines of thought that end in the middle: conjunctions, prepositions and signs that nothing follows. */
export const DANGLING = new RegExp(
  '(?: [$€£]|[-+*/=×÷·^,:(\\\\[{&]|(?<=\\s)(?:and|or|the|a|an|of|to|is|are|was|for|with|by|so|then|than|from|in|' +
    'at|on|if|because|makes|has|have|will|be|equals|times|plus|minus|he|she|it|they|we|that|which|her|his|' +
    'their|each|per|costs?|total|answer|et|puis|mais|und|dazu|kommen|y|de|le|la)|(?: |^)(?:и|а|затем|потом|' +
    'плюс|después|à)|(?:等于|是|和|以及|然后|还有|さらに|は|が|を|と|で|और|फिर|में|को|ثم|و|إلى|من|در|به|از))[\\s,]*$',
  'iu',
);
