/** The part of highlight.js that the page uses. The package of its browser files has no types. */
declare module 'highlight' {
  const highlighter: {
    getLanguage(name: string): object | undefined;
    highlight(code: string, options: { language: string; ignoreIllegals: boolean }): { value: string };
  };
  export default highlighter;
}
