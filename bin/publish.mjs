#!/usr/bin/env node
// Makes the package ready to be packed, and the working copy as it was after that. npm calls it: npm pack, npm publish.
// Node strips no types below node_modules, so the package runs from dist/ while this repository runs from src/. dist/
// holds JavaScript and .d.ts files, the page with its libraries, and ONNX Runtime; so the package has no install
// script.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, 'package.json');
const dist = join(root, 'dist');

/** Packages that are built into dist/, or that only this repository needs. */
const BUILT_IN = ['onnxruntime-node', 'node', 'marked', 'dompurify', 'katex', '@highlightjs/cdn-assets'];

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'];
/** Libraries of WebGPU on Windows, half of its size: the package brings the CPU alone. */
const LEFT_OUT = /^(?:DirectML|dxcompiler|dxil)\.dll$/;

const toDist = (entry) => ({
  types: entry.replace('./src/', './dist/').replace(/\.ts$/, '.d.ts'),
  default: entry.replace('./src/', './dist/').replace(/\.ts$/, '.js'),
});

/** package.json of the published package. */
const publishedManifest = (source, version) => {
  const manifest = JSON.parse(source);
  manifest.exports = Object.fromEntries(Object.entries(manifest.exports).map(([path, entry]) => [path, toDist(entry)]));
  manifest.imports = {
    ...Object.fromEntries(
      Object.entries(manifest.imports).flatMap(([name, { default: entry }]) => (entry ? [[name, toDist(entry)]] : [])),
    ),
    '#onnxruntime': { types: './dist/onnxruntime/index.d.ts', default: './dist/onnxruntime/index.js' },
  };
  for (const name of BUILT_IN) delete manifest.dependencies[name];
  manifest.dependencies['onnxruntime-common'] = version;
  manifest.dependencies['@types/node'] = manifest.devDependencies['@types/node'];
  manifest.dependencies['@types/json-schema'] = '^7.0.15';
  delete manifest.devDependencies;
  delete manifest.overrides;
  delete manifest.allowScripts;
  return `${JSON.stringify(manifest, null, 2)}\n`;
};

/** Bytes compressed, kept in node_modules/.cache since it takes minutes. */
const compressed = (bytes, sha256) => {
  const cache = join(root, 'node_modules', '.cache', 'mizan', `${sha256}.br`);
  if (!existsSync(cache)) {
    mkdirSync(dirname(cache), { recursive: true });
    console.error(`mizan: compressing ${(bytes.length / 1e6).toFixed(0)} MB of ONNX Runtime (first time only) …`);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 };
    writeFileSync(cache, brotliCompressSync(bytes, { params }));
  }
  return readFileSync(cache);
};

/** The libraries of one platform into dist/onnxruntime/packed; the list of them with their hashes. */
const packPlatform = (platform, from, to) => {
  const folder = join(from, 'bin', 'napi-v6', ...platform.split('-'));
  const names = readdirSync(folder).filter((name) => !LEFT_OUT.test(name) && !/\.\d+\.\d+\.\d+\.dylib$/.test(name));
  mkdirSync(join(to, 'packed', platform), { recursive: true });
  return names.map((name) => {
    const bytes = readFileSync(join(folder, name));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(to, 'packed', platform, `${name}.br`), compressed(bytes, sha256));
    return { name, bytes: bytes.length, sha256 };
  });
};

/** Texts that code reads from beside itself. */
const copyTexts = () => {
  for (const name of readdirSync(join(root, 'src'), { recursive: true }).filter((each) => each.endsWith('.txt')))
    cpSync(join(root, 'src', name), join(dist, name));
};

/** ONNX Runtime into dist/onnxruntime, without the scripts of its package; its version. */
const packRuntime = () => {
  const from = join(root, 'node_modules', 'onnxruntime-node');
  const { version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const to = join(dist, 'onnxruntime');
  mkdirSync(join(to, 'lib'), { recursive: true });
  for (const name of readdirSync(join(from, 'dist')).filter((each) => each.endsWith('.js'))) {
    const text = readFileSync(join(from, 'dist', name), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
    const binding = /require\(`\.\.\/bin\/napi-v6\/[^`]*`\)/;
    if (name === 'binding.js' && !binding.test(text))
      throw new Error('onnxruntime-node loads its library in another way now');
    writeFileSync(
      join(to, 'lib', name),
      text.replace(binding, "require(globalThis[Symbol.for('mizan.onnxruntime.binding')])"),
    );
  }
  writeFileSync(join(to, 'lib', 'package.json'), '{ "type": "commonjs" }\n');
  const platforms = Object.fromEntries(PLATFORMS.map((platform) => [platform, packPlatform(platform, from, to)]));
  writeFileSync(join(to, 'manifest.json'), `${JSON.stringify({ version, platforms }, null, 2)}\n`);
  cpSync(join(root, 'bin', 'onnxruntime.mjs'), join(to, 'index.js'));
  writeFileSync(join(to, 'index.d.ts'), "import * as ort from 'onnxruntime-common';\nexport default ort;\n");
  cpSync(join(root, 'bin', 'onnxruntime.LICENSE'), join(to, 'LICENSE'));
  return version;
};

/** ONNX Runtime's WebAssembly, with which the page thinks in a browser, beside the script of its engine. */
const packWebAssembly = () => {
  const bytes = readFileSync(join(root, 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(dist, 'web/engine/ort.wasm.br'), compressed(bytes, sha256));
};

/**
 * Entry points can be imported on Node 20. Declarations name Node's types where they use them, and bring those of the
 * AI SDK (Apache-2.0), so that they resolve whatever else is installed.
 */
const finishEntries = () => {
  cpSync(join(root, 'node_modules/@ai-sdk/provider/dist/index.d.ts'), join(dist, 'ai-sdk-provider.d.ts'));
  for (const entry of Object.values(JSON.parse(readFileSync(file, 'utf8')).exports)) {
    const path = join(root, toDist(entry).default);
    const first = relative(dirname(path), join(dist, 'node-20.js')).replaceAll('\\', '/');
    writeFileSync(path, `import '${first.startsWith('.') ? first : `./${first}`}';\n${readFileSync(path, 'utf8')}`);
  }
  for (const name of readdirSync(dist, { recursive: true }).filter((each) => each.endsWith('.d.ts'))) {
    const text = readFileSync(join(dist, name), 'utf8');
    const provider = relative(dirname(join(dist, name)), join(dist, 'ai-sdk-provider.js')).replaceAll('\\', '/');
    if (text.includes("'@ai-sdk/provider'"))
      writeFileSync(
        join(dist, name),
        text.replaceAll("'@ai-sdk/provider'", `'${provider.startsWith('.') ? provider : `./${provider}`}'`),
      );
    if (/from ['"]node:|\bBuffer\b|\bNodeJS\./.test(text))
      writeFileSync(join(dist, name), `/// <reference types="node" />\n${text}`);
  }
};

const onNode24 = (...args) => {
  const ran = spawnSync(process.execPath, [join(root, 'bin', 'node24.mjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (ran.status !== 0) process.exit(1);
};

const before = () => {
  const source = readFileSync(file, 'utf8');
  rmSync(dist, { recursive: true, force: true });
  onNode24('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
  copyTexts();
  finishEntries();
  onNode24('--disable-warning=ExperimentalWarning', 'bin/build-page.ts');
  packWebAssembly();
  const version = packRuntime();
  writeFileSync(join(dist, 'package.json.before'), source);
  writeFileSync(file, publishedManifest(source, version));
};

const after = () => {
  writeFileSync(file, readFileSync(join(dist, 'package.json.before')));
  rmSync(dist, { recursive: true });
};

const step = { before, after }[process.argv[2]];
if (!step) {
  console.error('mizan: npm calls this file; use npm pack or npm publish');
  process.exit(2);
}
step();
