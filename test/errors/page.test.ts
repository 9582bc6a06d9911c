import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { pageOf } from '../../src/errors/page.js'

const root = path.join(import.meta.dirname, '../..')
const page = path.join(root, 'docs/errors/NOT_INSTALLED.md')

describe('the page of a message', () => {
  it('is there', () => {
    expect(existsSync(path.join(root, pageOf('errors', 'NOT_INSTALLED')))).toBe(true)
    expect(existsSync(path.join(root, pageOf('violations', 'RESERVED_SLOT')))).toBe(true)
  })

  it('is named from the current directory on, where it lies below it', () => {
    standIn(root)
    expect(pageOf('errors', 'NOT_INSTALLED')).toBe('docs/errors/NOT_INSTALLED.md')
    standIn(path.dirname(root))
    expect(pageOf('errors', 'NOT_INSTALLED')).toBe(`${path.basename(root)}/docs/errors/NOT_INSTALLED.md`)
    standIn('/')
    expect(pageOf('errors', 'NOT_INSTALLED')).toBe(page.slice(1))
  })

  it('is named by its whole path elsewhere, beside a folder of nearly the same name too', () => {
    standIn(path.join(root, 'test'))
    expect(pageOf('errors', 'NOT_INSTALLED')).toBe(page)
    standIn(root.slice(0, -1))
    expect(pageOf('errors', 'NOT_INSTALLED')).toBe(page)
  })

  it('is named where the current directory is gone', () => {
    vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), { code: 'ENOENT' })
    })
    onTestFinished(() => void vi.restoreAllMocks())
    expect(pageOf('errors', 'NOT_INSTALLED')).toBe(page)
  })
})

function standIn(folder: string): void {
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  onTestFinished(() => void vi.restoreAllMocks())
}
