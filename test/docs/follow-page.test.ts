import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followSteps } from './follow-page.js'
import { readSteps } from './page-steps.js'
import { findMissing } from './printed-output.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'osaurus-mockhost-steps-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const step = (language: string, text: string, fails = '') =>
  `<!-- sample: skip, getting-started.test.ts follows it${fails} -->\n\`\`\`${language}\n${text}\n\`\`\`\n`

const follow = (...blocks: string[]) => followSteps(readSteps(blocks.join('\n')), { folder, env: process.env })

describe('a page', () => {
  it('is right when its commands do what stands there', async () => {
    await follow(
      step('c', '/* src/a.c */\nint a;'),
      '```sh\nfalse # no step\n```\n',
      step('sh', 'cat src/a.c'),
      step('text', 'int a;'),
      step('sh', 'false', ', which fails'),
    )
    expect(await readFile(path.join(folder, 'src/a.c'), 'utf8')).toBe('/* src/a.c */\nint a;\n')
  })

  it.each([
    ['has a command that fails', [step('sh', 'false\ntrue')], /^line 2: the command failed\n {2}command {2}false/],
    ['has a command that should fail', [step('sh', 'true', ', which fails')], /^line 2: the command did not fail/],
    ['shows what is not printed', [step('sh', 'echo one'), step('text', 'two')], /did not print\ntwo\n.*one/s],
    ['shows output of no command', [step('text', 'two')], /^line 2: output, and no command before it/],
    ['has a file without a name', [step('c', 'int a;')], /^line 2: a block of c names no file/],
    ['marks a step that is none', [step('c', 'int a;').replace('```c', 'text')], /^line 2: no block stands behind/],
  ])('is wrong when it %s', async (_, blocks, message) => {
    await expect(async () => follow(...blocks)).rejects.toThrow(message)
  })
})

describe('what a command prints', () => {
  const came =
    '\n RUN  v5.1.1 /tmp/hello\n\n ✓ a.test.ts (1 test) 41ms\n at 0x7f12\n\n Tests  1 passed (1)\n   Duration  1.02s\n'

  it.each([
    ['the same', ' ✓ a.test.ts (1 test) 41ms\n at 0x7f12\n\n Tests  1 passed (1)'],
    ['other times and addresses', ' ✓ a.test.ts (1 test) 1.5s\n at 0x1'],
    ['another version', ' RUN  v5.0.0 /tmp/hello'],
    ['a gap', ' ✓ a.test.ts (1 test) 41ms\n…\n Tests  1 passed (1)'],
  ])('is shown by %s', (_, printed) => {
    expect(findMissing(printed, came)).toBeUndefined()
  })

  it.each([
    ['another count', ' Tests  2 passed (2)', ' Tests  2 passed (2)'],
    ['lines that are not side by side', ' ✓ a.test.ts (1 test)\n Tests  1 passed (1)', undefined],
    ['another order', ' Tests  1 passed (1)\n…\n at 0x1', ' at <address>'],
  ])('is not shown by %s', (_, printed, missing = printed) => {
    expect(findMissing(printed, came)).toBe(missing)
  })
})
