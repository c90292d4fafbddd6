/** The direction of a text by its content. Pure. */

const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Mandaic}]/u;

/**
 * The direction of the first letter, as HTML's `dir=auto` finds it; undefined when there is no letter. Digits, marks
 * and symbols have no say.
 */
export const directionOf = (text: string): 'rtl' | 'ltr' | undefined => {
  const letter = /\p{L}/u.exec(text)?.[0];
  return letter === undefined ? undefined : RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
};
