/**
 * What fragments use without saying where it comes from, and the statement that brings it. A sample that imports its
 * runner is a whole file and gets nothing.
 */
const fromPackages: Readonly<Record<string, readonly string[]>> = {
  'osaurus-mockhost': [
    'host',
    'plugin',
    'MockHost',
    'inChild',
    'diagnoseLibrary',
    'validateManifest',
    'formatCallTable',
  ],
  'node:fs': ['readFileSync', 'writeFileSync'],
  msw: ['http', 'HttpResponse'],
  'msw/node': ['setupServer'],
}

const fromRunners = {
  vitest: {
    'osaurus-mockhost/vitest': ['hostOptions', 'serialized', 'acrossAbiVersions'],
    vitest: ['test', 'it', 'expect', 'describe', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'vi'],
  },
  // Jest has the rest as globals.
  jest: { 'osaurus-mockhost/jest': ['hostOptions', 'serialized', 'acrossAbiVersions'] },
} as const

const declared: Readonly<Record<string, string>> = {
  AGENT: `const AGENT = '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'`,
  TASK: `const TASK = '5F0E4C55-9A55-4D6A-8D1C-9E117B1E7C5A'`,
  id: `const id = '5F0E4C55-9A55-4D6A-8D1C-9E117B1E7C5A'`,
  accounts: `const accounts = [{ name: 'Ada', agent: '7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11' }]`,
  drafts: 'const drafts = []',
  manifest: `const manifest = { plugin_id: 'com.example.hello', capabilities: {} }`,
  answerTo: 'const answerTo = async (request) => JSON.stringify(request)',
  isThere: 'const isThere = () => true',
}

const typed: Readonly<Record<string, string>> = {
  drafts: 'const drafts: (string | null)[] = []',
  answerTo: 'const answerTo = async (request: unknown) => JSON.stringify(request)',
}

/** The statements, on one line, that bring the names of `used` that are given. */
export function writePrelude(used: (name: string) => boolean, runner: 'vitest' | 'jest', isTyped: boolean): string {
  const packages = { ...fromPackages, ...fromRunners[runner] }
  const imports = Object.entries(packages).flatMap(([from, names]) => {
    const wanted = names.filter(used)
    return wanted.length > 0 ? [`import { ${wanted.join(', ')} } from '${from}'`] : []
  })
  const values = Object.keys(declared)
    .filter(used)
    .map((name) => (isTyped && typed[name]) || declared[name])
  return [...imports, ...values].map((statement) => `${statement}; `).join('')
}
