import { describe, expect, it } from 'vitest'
import { extractSamples } from './extract.js'

describe('the samples of a page', () => {
  it('have their line, language and text', () => {
    const page = '# Page\n\n```ts\nconst a = 1\n\nconst b = 2\n```\n\n```sh address vitest\nls\n```\n'
    expect(extractSamples('page.md', page)).toMatchObject([
      { page: 'page.md', line: 3, language: 'ts', text: 'const a = 1\n\nconst b = 2', directive: {} },
      { page: 'page.md', line: 9, language: 'sh', text: 'ls' },
    ])
  })

  it('lose the indentation of their list', () => {
    const [sample] = extractSamples('page.md', '- one\n\n  ```json\n  {\n    "a": 1\n  }\n  ```\n')
    expect(sample?.text).toBe('{\n  "a": 1\n}')
  })

  it('may have fences in their text', () => {
    const samples = extractSamples('page.md', '````text\n```ts\na\n```\n````\n\n~~~c\nint a;\n~~~\n')
    expect(samples.map(({ text }) => text)).toEqual(['```ts\na\n```', 'int a;'])
  })

  it.each([
    ['jest', { jest: true }],
    ['fails, plugin notes', { fails: true, plugin: 'notes' }],
    ['skip, nobody has it, really', { skip: 'nobody has it, really' }],
    ['skip', { unknown: 'skip without a reason' }],
    ['only-type', { unknown: 'only-type' }],
  ])('are directed by the comment above: %s', (said, directive) => {
    for (const between of ['\n', '\n\n']) {
      const [sample] = extractSamples('page.md', `<!-- sample: ${said} -->${between}\`\`\`ts\n\`\`\`\n`)
      expect(sample?.directive).toEqual(directive)
    }
  })

  it('have to end', () => {
    expect(() => extractSamples('page.md', '# Page\n\n```ts\n')).toThrow('page.md:3: a fence that is not closed')
  })
})
