/**
 * Whether a device can be computed on: a small graph is compiled and run on it. Without one, the error says what is
 * missing and what to install.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Target } from './onnx-graph.ts';
import { openDevice } from './run.ts';
import { add, input } from './trace.ts';

const INSTALL = 'ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js';

/** The file of ONNX Runtime's CUDA provider, which its npm package does not hold. */
const cudaProvider = (): string =>
  join(
    dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
    `bin/napi-v6/${process.platform}/${process.arch}/libonnxruntime_providers_cuda.so`,
  );

/** What to do about a device that failed with `message`. `installed`: the CUDA provider's file is there. */
export const adviceOnDevice = (device: Target, message: string, installed: boolean): string => {
  const said = message
    .trim()
    .split('\n')[0]!
    .replace(/^.*? was false\. /, '')
    .slice(0, 300);
  if (device === 'webgpu')
    return (
      `no WebGPU device can be used (${said}); it needs a GPU with a driver for Vulkan, Metal or Direct3D 12` +
      " (on Linux the package libvulkan1 and that of the GPU's vendor); without one leave out --device webgpu"
    );
  if (!installed)
    return (
      `ONNX Runtime's CUDA provider is not installed; on Linux x64 with an NVIDIA driver, CUDA 12 and cuDNN 9: ${INSTALL}` +
      '; or run the model in llama-server or vLLM and connect it (mizan connect)'
    );
  return `CUDA can't be used (${said}); it needs an NVIDIA driver, CUDA 12 and cuDNN 9, found by LD_LIBRARY_PATH`;
};

/** Resolves when a sum was computed on `device`; throws one sentence otherwise. */
export const checkDevice = async (device: Target): Promise<void> => {
  if (device === 'cpu') return;
  const installed = existsSync(cudaProvider());
  if (device === 'cuda' && !installed) throw new Error(adviceOnDevice(device, '', installed));
  const opened = openDevice({ target: device, worker: false, threads: 1 });
  try {
    const x = input('x', ['N']);
    const program = await opened.compile({ outputs: { y: add(x, x) } });
    const { y } = await program.run({ x: { data: Float32Array.of(1, 2), shape: [2] } });
    if (y!.data[1] !== 4) throw new Error(`1 + 1 and 2 + 2 gave ${y!.data.join(' and ')}`);
  } catch (error) {
    throw new Error(adviceOnDevice(device, error instanceof Error ? error.message : String(error), installed), {
      cause: error,
    });
  } finally {
    await opened.close();
  }
};
