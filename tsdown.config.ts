import path from 'node:path'
import { defineConfig, type Rolldown, type UserConfig } from 'tsdown'

/**
 * Built as CommonJS alone, all together, so that what they share is one chunk and one module instance. Whoever imports them
 * gets a few lines that require it (`esmDoors`).
 */
const both = {
  index: 'src/index.ts',
  'vitest-config': 'environment/entries/vitest-config.ts',
  // Jest leaves out stack frames under `jest-*/build/`: ours would stand in every stack a user sees.
  'jest-mockhost/build/jest': 'environment/entries/jest.ts',
  'jest-mockhost/build/jest-environment': 'environment/entries/jest-environment.ts',
  'jest-mockhost/build/jest-reporter': 'environment/entries/jest-reporter.ts',
  matchers: 'matchers/index.ts',
}

/** Of these entries no type is asked for: we alone load them, by path. */
const inner = {
  'vitest-on-demand': 'environment/entries/vitest-on-demand.ts',
  'vitest-parts': 'environment/entries/vitest-parts.ts',
  'in-child-program': 'src/in-child-program.ts',
}

/** Left out of the setup file: imported from the other build, at the time when it is needed. */
const onDemand: Rolldown.Plugin = {
  name: 'on-demand',
  resolveId: (id) => (id.endsWith('/vitest-on-demand.js') ? { id: '../vitest-on-demand.mjs', external: true } : null),
}

/**
 * Takes Node's own modules from the process: an inlined file asks the main process of Vitest for each module that it
 * imports, and waits; and an `import` of one evaluates all of its exports, those too that load more of Node when they are looked
 * at (`net.BlockList`, `crypto.webcrypto`).
 */
const builtinsAtHand: Rolldown.Plugin = {
  name: 'builtins-at-hand',
  renderChunk: (code) =>
    code
      .replaceAll(
        /^import \{ (.+) \} from "(node:.+)";$/gm,
        (_, names: string, module: string) =>
          `const { ${names.replaceAll(' as ', ': ')} } = globalThis.process.getBuiltinModule("${module}");`,
      )
      .replaceAll(/^import (\S+) from "(node:.+)";$/gm, 'const $1 = globalThis.process.getBuiltinModule("$2");'),
}

/**
 * `vitest.mjs` shares the chunks of the other entries: what it imports of the sources is in `vitest-parts`, or is what another
 * entry exports.
 */
const sharedParts: Rolldown.Plugin = {
  name: 'shared-parts',
  resolveId(id, importer) {
    if (importer === undefined || !id.startsWith('.')) return null
    const module = path.relative('.', path.resolve(path.dirname(importer), id)).replace(/\.js$/, '.ts')
    const entry = Object.entries(both).find(([, source]) => source === module)?.[0]
    if (entry !== undefined) return { id: `./${entry}.mjs`, external: true }
    return module.startsWith('src/') ? { id: './vitest-parts.mjs', external: true } : null
  },
}

/**
 * Writes beside each CommonJS entry the module that `import` finds: it has no code of its own, so that `import` and `require` get
 * the same objects. In workers of Vitest the chunks come from V8's code cache (environment/vitest/code-cache.ts).
 */
const esmDoors: Rolldown.Plugin = {
  name: 'esm-doors',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || !chunk.isEntry || chunk.exports.length === 0) continue
      const file = path.basename(chunk.fileName)
      const source = door(file, chunk.exports)
      this.emitFile({ type: 'asset', fileName: chunk.fileName.replace(/\.cjs$/, '.mjs'), source })
    }
  },
}

/** One byte a character: read as such, and half as long in memory as a text with a single dash in it. */
const asciiOnly: Rolldown.Plugin = {
  name: 'ascii-only',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === 'chunk') chunk.code = chunk.code.replaceAll(/[^\0-\x7f]/g, escapeCharacter)
    }
  },
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function door(file: string, exports: readonly string[]): string {
  const names = exports.filter((name) => name !== 'default')
  const named = names.length === 0 ? '' : `export const { ${names.join(', ')} } = entry;\n`
  const byDefault = exports.includes('default') ? 'export default entry.default;\n' : ''
  return `import { createRequire } from "node:module";
globalThis[Symbol.for("osaurus-mockhost.code-cache")]?.load(import.meta.url);
const entry = createRequire(import.meta.url)("./${file}");
${named}${byDefault}`
}

/** Entries that load no more than they need of what `index` is made of. */
const light = [
  'matchers/index.ts',
  'environment/entries/jest-environment.ts',
  'environment/entries/jest-reporter.ts',
  'environment/entries/vitest-config.ts',
]

/**
 * The chunk of a module; `null`: the bundler decides. As few files as can be: a test file that uses its host waits for each to
 * be found, read and linked. All that a module of a chunk imports is in the same or one above, so none is waited for in a ring.
 */
function chunkOf(module: string, graph: Rolldown.ChunkingContext): string | null {
  const isOf = (root: string) => importsOf(path.resolve(root), graph).has(module)
  // An entry would draw its chunk into its own file, which is where Jest does not leave out our frames.
  if (graph.getModuleInfo(module)?.isEntry) return null
  if (isOf('src/native/runtime.ts')) return 'native'
  if (isOf('src/index.ts')) return light.some(isOf) ? 'report' : 'host'
  return isOf('matchers/index.ts') ? 'matchers' : null
}

/** A chunk draws in all that it imports but for what one before it has taken. */
const groups = ['native', 'report', 'host', 'matchers'].map((chunk, index, { length }) => ({
  name: (module: string, graph: Rolldown.ChunkingContext) => (chunkOf(module, graph) === chunk ? chunk : null),
  priority: length - index,
}))

/** The module and all that it imports, directly or not. */
function importsOf(root: string, graph: Rolldown.ChunkingContext): ReadonlySet<string> {
  const found = new Set([root])
  for (const module of found) for (const imported of graph.getModuleInfo(module)?.importedIds ?? []) found.add(imported)
  return found
}

const shared: UserConfig = {
  outDir: 'dist',
  platform: 'node',
  target: 'node20.19',
  tsconfig: 'tsconfig.build.json',
  dts: true,
  // `using` is in no `lib` up to ES2024, and Node's types may be absent.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  sourcemap: false,
  fixedExtension: true,
  // scripts/build.mjs empties the folder: two configs write to it.
  clean: false,
  // What is imported is a dependency, a peer or Node's own, but for valibot: loading all of it takes longer than
  // the rest of a test file's start, and a few of its functions are enough.
  deps: { neverBundle: true, alwaysBundle: ['valibot'] },
  // `sideEffects` of package.json speaks of what is built, not of the sources: they would lose what registers matchers.
  treeshake: { moduleSideEffects: (id) => !id.includes('node_modules') },
}

/**
 * Builds of one file each, since every test file pays for them. A `.js` beside a package.json without `type` is the one
 * kind of file that Vitest inlines in every pool.
 */
const ofSetup: UserConfig = { plugins: [onDemand, builtinsAtHand], dts: false }

export default defineConfig([
  {
    ...shared,
    format: 'cjs',
    entry: { ...both, ...inner },
    dts: { entry: Object.values(both) },
    plugins: [asciiOnly, esmDoors],
    outputOptions: {
      exports: 'named',
      entryFileNames: '[name].cjs',
      // Their names are known: code-cache.ts loads them.
      chunkFileNames: 'jest-mockhost/build/[name].cjs',
      codeSplitting: { groups },
    },
  },
  {
    ...shared,
    format: 'esm',
    entry: { ...both, vitest: 'environment/entries/vitest.ts' },
    dts: { emitDtsOnly: true },
    outputOptions: { entryFileNames: '[name].mjs', chunkFileNames: 'jest-mockhost/build/[name]-[hash].mjs' },
  },
  {
    ...shared,
    format: 'esm',
    entry: { vitest: 'environment/entries/vitest.ts' },
    dts: false,
    plugins: [sharedParts],
    outputOptions: { entryFileNames: '[name].mjs' },
  },
  {
    ...shared,
    format: 'esm',
    entry: { 'vitest-environment': 'environment/entries/vitest-environment.ts' },
    dts: false,
    plugins: [builtinsAtHand],
    outputOptions: { entryFileNames: '[name].mjs' },
  },
  {
    ...shared,
    format: 'esm',
    entry: { 'setup/setup': 'environment/entries/vitest-setup.ts' },
    ...ofSetup,
    outputOptions: { entryFileNames: 'setup/setup.js' },
  },
  {
    ...shared,
    format: 'esm',
    entry: { 'setup/setup-whole': 'environment/entries/vitest-setup-whole.ts' },
    ...ofSetup,
    outputOptions: { entryFileNames: 'setup/setup-whole.js' },
  },
  {
    ...shared,
    format: 'cjs',
    entry: { 'setup/set-up-file': 'environment/vitest/set-up-file.ts' },
    ...ofSetup,
    // Comments are a third of what has to be read. Names stay: they stand in stacks.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    outputOptions: { exports: 'named', entryFileNames: 'setup/set-up-file.cjs' },
  },
  {
    ...shared,
    format: 'cjs',
    entry: { child: 'src/native/child.ts' },
    dts: false,
    outputOptions: { entryFileNames: 'child.cjs' },
  },
])
