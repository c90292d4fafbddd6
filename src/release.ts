/**
 * Gives the memory of an array back at once, where the collector would come later; the array is empty afterwards.
 * Memory that threads share stays.
 */
export const release = ({ buffer }: ArrayBufferView): void => {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > 0) buffer.transfer?.(0); // Node 20 has no such method
};
