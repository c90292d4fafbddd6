/**
 * How far 8-bit whole numbers may reach in products on this machine. Weights are rounded to that range when they are
 * made; it is measured, since the name of a processor does not say which kernels run.
 */
import { openDevice } from './run.ts';
import { input, int8Matmul } from './trace.ts';

/**
 * The largest whole number that this machine's kernels take without saturating: 127 where they add products in 32 bits
 * (VNNI, Arm), 63 where pairs of products are added in 16 (AVX2). Found by multiplying the extremes.
 */
export const int8Range = async (): Promise<63 | 127> => {
  const size = 64;
  const device = openDevice({ threads: 1, worker: false });
  try {
    const matrix = {
      data: new Int8Array(size * size).fill(127),
      scales: new Float32Array(size).fill(1),
      rows: size,
      columns: size,
    };
    const program = await device.compile({ outputs: { y: int8Matmul(input('x', ['N', size]), matrix) } });
    const { y } = await program.run({ x: { data: new Float32Array(4 * size).fill(1), shape: [4, size] } });
    return y!.data.every((value) => Math.abs(value / (127 * size) - 1) < 1e-3) ? 127 : 63;
  } finally {
    await device.close();
  }
};
