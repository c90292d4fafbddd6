/** A device that is not there is refused with what to install; one that is there computes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOnDevice, checkDevice } from './check-device.ts';

test('the processor needs no check, and a missing device is refused in one sentence', async () => {
  await checkDevice('cpu');
  for (const [device, what] of [
    ['webgpu', /^no WebGPU device can be used \(.+\); it needs a GPU .* leave out --device webgpu$/],
    ['cuda', /^(ONNX Runtime's CUDA provider is not installed; .*install\.js|CUDA can't be used \()/],
  ] as const)
    await checkDevice(device).catch((error: unknown) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, what);
    });
});

test('the advice names what is missing', () => {
  const raw = '/src/webgpu_context.cc:136 f() adapter_result.status == Success was false. No supported adapters\nmore';
  assert.match(adviceOnDevice('webgpu', raw, false), /can be used \(No supported adapters\); .*libvulkan1/);
  assert.match(adviceOnDevice('cuda', '', false), /ONNXRUNTIME_NODE_INSTALL=cuda12 .*install\.js/);
  assert.match(
    adviceOnDevice('cuda', 'libcudnn.so.9: cannot open', true),
    /\(libcudnn\.so\.9: cannot open\); .*cuDNN 9/,
  );
});
