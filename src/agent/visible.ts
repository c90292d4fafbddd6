/** Texts of models as a person reads them before allowing something. Pure. */

/**
 * A text as a person may read it before they allow something: every character that is not seen or moves the cursor is
 * written out, so that nothing is hidden. Line ends and tabs stay.
 */
export const visible = (text: string): string =>
  text.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
