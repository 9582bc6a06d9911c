import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { appLimits } from '../../../src/host/simulation/limits.js'
import { callOf, fileRead, openFiles } from './simulated-host.js'

const inApp = join(homedir(), '.osaurus/artifacts')

describe('file_read', () => {
  it('answers the bytes as base64, their type and their number', () => {
    const files = openFiles()
    const path = files.artifacts.write('a.png', new Uint8Array([0xfb, 0xff, 0xfe, 0, 1]))
    expect(fileRead(files, { path })).toBe('{"data":"+//+AAE=","mime_type":"image/png","size":5}')
  })

  it('reads an empty file', () => {
    const files = openFiles()
    expect(fileRead(files, { path: files.artifacts.write('a.txt', '') })).toBe(
      '{"data":"","mime_type":"text/plain","size":0}',
    )
  })

  it('counts bytes of UTF-8', () => {
    const files = openFiles()
    expect(fileRead(files, { path: files.artifacts.write('a.txt', 'Grüße') })).toBe(
      '{"data":"R3LDvMOfZQ==","mime_type":"text/plain","size":7}',
    )
  })

  it('finds a file by the path that it has in the app', () => {
    const files = openFiles()
    files.artifacts.write('charts/a.txt', 'rain')
    expect(fileRead(files, { path: `${inApp}/charts/a.txt` })).toBe(
      '{"data":"cmFpbg==","mime_type":"text/plain","size":4}',
    )
  })

  it('needs no agent', () => {
    const files = openFiles()
    const request = JSON.stringify({ path: files.artifacts.write('a.txt', 'rain') })
    const call = callOf(request)
    expect([call.agentId, files.simulators.file_read.admit?.(call), files.simulators.file_read.answer(call)]).toEqual([
      null,
      undefined,
      '{"data":"cmFpbg==","mime_type":"text/plain","size":4}',
    ])
  })

  it('answers NULL for NULL', () => {
    expect(fileRead(openFiles(), null)).toBeNull()
  })

  it('knows more keys than it reads', () => {
    const files = openFiles()
    const path = files.artifacts.write('a.txt', 'rain')
    expect(fileRead(files, { encoding: 'utf8', path })).toContain('"size":4')
  })
})

describe('invalid_request is the answer to', () => {
  it.each([
    ['no JSON', 'a.png'],
    ['an empty text', ''],
    ['an array', '["/a.png"]'],
    ['a text', '"/a.png"'],
    ['null', 'null'],
    ['no path', '{}'],
    ['a path that is null', '{"path":null}'],
    ['a path that is a number', '{"path":5}'],
    ['a path that is an array', '{"path":["/a.png"]}'],
    ['a key in another case', '{"Path":"/a.png"}'],
  ])('%s', (_, request) => {
    const answer = '{"error":"invalid_request","message":"file_read wants an object with the string \\"path\\""}'
    expect(fileRead(openFiles(), request)).toBe(answer)
  })
})

describe('access_denied is the answer to', () => {
  it.each([
    ['another folder', '/etc/hosts'],
    ['a file that is not there either', '/nowhere/a.png'],
    ['an empty path', ''],
    ['a relative path', 'a.png'],
    ['a relative path that looks right', '.osaurus/artifacts/a.png'],
    ['a path with ~', '~/.osaurus/artifacts/a.png'],
    ['a URL', `file://${inApp}/a.png`],
    ['a path that leads out', `${inApp}/../secrets.json`],
    ['a path that leads out in the middle', `${inApp}/charts/../../../a.png`],
    ['a neighbour whose name begins alike', `${inApp}-of-others/a.png`],
    ['a path in another case', `${inApp.replace('artifacts', 'Artifacts')}/a.png`],
    ['the directory itself', inApp],
    ['the directory with a slash', `${inApp}/`],
    ['the directory by way of another', `${inApp}/charts/..`],
    ['the directory and a dot', `${inApp}/.`],
    ['the root', '/'],
  ])('%s', (_, path) => {
    const files = openFiles()
    files.artifacts.write('a.png', 'bytes')
    expect(fileRead(files, { path })).toBe(
      JSON.stringify({ error: 'access_denied', message: `${path} is not below ~/.osaurus/artifacts/` }),
    )
  })

  it('the directory of the test, and what lies around it', () => {
    const files = openFiles()
    const { directory } = files.artifacts
    for (const path of [
      directory,
      `${directory}/`,
      dirname(directory),
      `${directory}/../a.png`,
      `${directory}x/a.png`,
    ]) {
      expect(fileRead(files, { path }), path).toContain('"error":"access_denied"')
    }
  })

  it('what lies outside, before a prepared answer is asked for in the production profile', () => {
    expect(openFiles().simulators.file_read.admit?.(callOf('{"path":"/etc/hosts"}'))).toContain(
      '"error":"access_denied"',
    )
  })

  it('files of another host', () => {
    const path = openFiles().artifacts.write('a.png', 'bytes')
    expect(fileRead(openFiles(), { path })).toContain('"error":"access_denied"')
  })

  it('a link that leads out of the directory', () => {
    const files = openFiles()
    const secret = join(temporaryFolder(), 'secret.txt')
    writeFileSync(secret, 'secret')
    symlinkSync(secret, files.artifacts.path('a.txt'))
    symlinkSync(dirname(secret), files.artifacts.path('folder'))
    for (const name of ['a.txt', 'folder/secret.txt']) {
      expect(fileRead(files, { path: files.artifacts.path(name) }), name).toContain('"error":"access_denied"')
    }
  })
})

describe('the path is standardised by its text:', () => {
  it.each([
    ['..', 'x/../a.txt'],
    ['.', './a.txt'],
    ['two slashes', '/a.txt'],
    ['a slash at the end', 'a.txt/'],
    ['out and in again', '../artifacts/a.txt'],
  ])('%s', (_, end) => {
    const files = openFiles()
    files.artifacts.write('a.txt', 'rain')
    expect(fileRead(files, { path: `${inApp}/${end}` })).toContain('"data":"cmFpbg=="')
  })

  it('a link before .. is not followed', () => {
    const files = openFiles()
    files.artifacts.write('a.txt', 'rain')
    symlinkSync(temporaryFolder(), files.artifacts.path('link'))
    expect(fileRead(files, { path: files.artifacts.path('a.txt').replace('a.txt', 'link/../a.txt') })).toContain(
      '"data":"cmFpbg=="',
    )
  })
})

describe('not_found is the answer to', () => {
  it.each([
    ['a file that is not there', 'b.txt'],
    ['a file in a folder that is not there', 'charts/a.txt'],
    ['a file below a file', 'a.txt/b.txt'],
    ['a name that is too long', 'a'.repeat(5000)],
    ['a name with a NUL', 'a\0.txt'],
    ['a link to nothing', 'link'],
  ])('%s', (_, name) => {
    const files = openFiles()
    files.artifacts.write('a.txt', 'rain')
    symlinkSync('nothing', files.artifacts.path('link'))
    const path = `${inApp}/${name}`
    const message = `there is no file ${path}; a test puts it there with host.artifacts.write(name, content)`
    expect(fileRead(files, { path })).toBe(JSON.stringify({ error: 'not_found', message }))
  })

  it('every file of a host whose artifacts were never used', () => {
    expect(fileRead(openFiles(), { path: `${inApp}/a.txt` })).toContain('"error":"not_found"')
  })

  it('every file when the host is closed', () => {
    const files = openFiles()
    files.artifacts.write('a.txt', 'rain')
    files.close()
    expect(fileRead(files, { path: `${inApp}/a.txt` })).toContain('"error":"not_found"')
  })
})

describe('file_too_large', () => {
  it('is the answer to one byte more than the limit, and to no byte less', () => {
    const files = openFiles({ fileBytes: 10 })
    const [ten, eleven] = [
      files.artifacts.write('ten.txt', '1234567890'),
      files.artifacts.write('more.txt', '12345678901'),
    ]
    expect(fileRead(files, { path: ten })).toBe('{"data":"MTIzNDU2Nzg5MA==","mime_type":"text/plain","size":10}')
    expect(fileRead(files, { path: eleven })).toBe(
      '{"error":"file_too_large","message":"more.txt has 11 bytes; at most 10 are read"}',
    )
  })

  it('begins above 50,000,000 bytes', () => {
    expect(appLimits.fileBytes).toBe(50_000_000)
    const files = openFiles()
    const path = files.artifacts.write('large.bin', '')
    truncateSync(path, 50_000_001)
    expect(fileRead(files, { path })).toContain('"error":"file_too_large"')
  })
})

describe('read_error is the answer to', () => {
  it('a directory', () => {
    const files = openFiles({ fileBytes: 1 })
    mkdirSync(files.artifacts.path('charts'))
    expect(fileRead(files, { path: files.artifacts.path('charts') })).toBe(
      '{"error":"read_error","message":"charts is no file"}',
    )
  })

  it('a pipe, which would block', () => {
    const files = openFiles()
    execFileSync('mkfifo', [files.artifacts.path('pipe')])
    expect(fileRead(files, { path: files.artifacts.path('pipe') })).toContain('"error":"read_error"')
  })

  it('a file that no buffer can hold', () => {
    const files = openFiles({ fileBytes: Number.POSITIVE_INFINITY })
    const path = files.artifacts.write('large.bin', '')
    truncateSync(path, 2 ** 32)
    expect(fileRead(files, { path })).toMatch(/^\{"error":"read_error","message":"RangeError/)
  })

  it.skipIf(process.getuid?.() === 0)('a file without the right to read it', () => {
    const files = openFiles()
    const path = files.artifacts.write('a.txt', 'rain')
    chmodSync(path, 0)
    expect(fileRead(files, { path })).toMatch(/^\{"error":"read_error","message":"Error: EACCES/)
  })
})

it('a link inside the directory is read', () => {
  const files = openFiles()
  files.artifacts.write('charts/a.txt', 'rain')
  symlinkSync('charts/a.txt', files.artifacts.path('latest.md'))
  expect(fileRead(files, { path: files.artifacts.path('latest.md') })).toBe(
    '{"data":"cmFpbg==","mime_type":"text/markdown","size":4}',
  )
})

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'outside-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
