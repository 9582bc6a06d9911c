import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { repository } from '../../runners/packed-package.js'
import { runLimited } from '../../runners/run-limited.js'
import { nameOf, type Problem, type Sample } from './sample.js'

const headers = ['osaurus_plugin.h', 'stdbool.h', 'stdio.h', 'stdlib.h', 'string.h', 'pthread.h']
const prelude = headers.map((header) => `#include "${header}"\n`).join('')

/**
 * Compiles the samples in C, all at once. A sample without an `#include` is a part: of a file or, where that does not
 * compile, of a function.
 */
export async function checkC(samples: readonly Sample[]): Promise<Problem[]> {
  if (samples.length === 0) return []
  const folder = await mkdtemp(path.join(tmpdir(), 'osaurus-mockhost-samples-'))
  try {
    await mkdir(folder, { recursive: true })
    const files = samples.flatMap((sample) => writings(sample).map((text, at) => [`${nameOf(sample)}-${at}.c`, text]))
    for (const [name = '', text = ''] of files) await writeFile(path.join(folder, name), text)
    const { output } = await runLimited({
      file: process.env.CC ?? 'cc',
      args: [
        '-fsyntax-only',
        '-Wall',
        '-std=c11',
        '-D_POSIX_C_SOURCE=200809L',
        '-I',
        include,
        ...files.map(([name = '']) => name),
      ],
      cwd: folder,
      env: { ...process.env, LC_ALL: 'C' },
      timeout: 60_000,
    })
    return samples.flatMap((sample) => judge(sample, output))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const include = path.join(repository, 'examples/hello-plugin/include')

function writings(sample: Sample): string[] {
  const name = `"${nameOf(sample)}`
  const text = (at: number, before: string, after: string) =>
    `${before}#line ${sample.line + 1} ${name}-${at}.c"\n${sample.text}\n${after}`
  if (/^\s*#\s*include/m.test(sample.text)) return [text(0, '', '')]
  return [text(0, prelude, ''), text(1, `${prelude}void sample(const osr_host_api *host) {\n`, '(void)host; }\n')]
}

function judge(sample: Sample, output: string): Problem[] {
  const said = writings(sample).map((_, at) =>
    output
      .split('\n')
      .filter((line) => line.startsWith(`${nameOf(sample)}-${at}.c:`) && / (error|warning): /.test(line)),
  )
  if (said.some((lines) => lines.length === 0)) return []
  const texts = said[0]?.map((line) => line.replace(/^\S+?\.c:(\d+):\d+: /, 'line $1: ')) ?? []
  return [{ sample, message: `does not compile\n${texts.join('\n')}` }]
}
