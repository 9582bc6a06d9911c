// Adds to package-lock.json the optional packages for other platforms that npm left out because the registry in use did
// not have them: `npm ci` refuses a lock file without them, here and elsewhere. Run after a change of dependencies.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runAsProgram } from './run-as-program.mjs'
import { root } from './run-command.mjs'

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']
const libraries = { gnu: 'glibc', musl: 'musl' }

await runAsProgram(import.meta.url, () => {
  const file = path.join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = Object.values(lock.packages).flatMap((from) => missingFrom(from, lock.packages))
  for (const [place, entry] of missing) lock.packages[place] = entry
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(missing.length === 0 ? 'nothing is missing' : missing.map(([place]) => `added ${place}`).join('\n'))
})

function missingFrom({ optionalDependencies = {}, dev }, packages) {
  return Object.entries(optionalDependencies)
    .filter(([name]) => !Object.keys(packages).some((place) => place.endsWith(`node_modules/${name}`)))
    .map(([name, range]) => [`node_modules/${name}`, entryFor(name, range.replace(/^[\^~]/, ''), dev)])
}

/** What the package's own manifest would say, told from its name: it ends in system, processor and C library. */
function entryFor(name, version, dev) {
  const words = name.split(/[-/]/)
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.some((word) => word === processor || isArm32(word, processor)))
  const libc = words.flatMap((word) => libraries[word.replace(/eabi(hf)?$/, '')] ?? [])
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    ...(os.includes('linux') && libc.length > 0 && { libc }),
    license: 'MIT',
    optional: true,
    ...(os.length > 0 && { os }),
  }
}

function isArm32(word, processor) {
  return processor === 'arm' && /^armv?\d?$/.test(word)
}
