import { describe, expect, it } from 'vitest'
import { findBadSignature } from '../../../src/plugin/doctor/code-signature.js'
import { explainRefusal } from '../../../src/plugin/doctor/explain-refusal.js'
import { findQuarantine } from '../../../src/plugin/doctor/quarantine.js'
import type { CommandResult, RunCommand } from '../../../src/plugin/doctor/run-command.js'

const path = '/Users/ada/Downloads/libweather.dylib'

/** Answers with recorded outputs, by the name of the program. */
function recorded(
  outputs: Readonly<Record<string, Partial<CommandResult>>>,
): RunCommand & { readonly calls: string[] } {
  const calls: string[] = []
  const run: RunCommand = (program, args) => {
    calls.push([program, ...args].join(' '))
    const output = outputs[program.replace('/usr/bin/', '')]
    return { status: 0, stdout: '', stderr: '', ...output }
  }
  return Object.assign(run, { calls })
}

const noAttribute = { status: 1, stderr: `xattr: ${path}: No such xattr: com.apple.quarantine\n` }
const quarantined = { stdout: '0083;66f1c2a0;Safari;8E4F8C3B-5B1D-4E0B-9C55-0E6A8B6B8C1D\n' }
const unsigned = { status: 1, stderr: `${path}: code object is not signed at all\nIn architecture: arm64\n` }
const modified = {
  status: 1,
  stderr: `${path}: invalid signature (code or signature have been modified)\nIn architecture: arm64\n`,
}

describe('a file in quarantine', () => {
  it('names who fetched it', () => {
    const run = recorded({ xattr: quarantined })
    expect(String(findQuarantine(path, run))).toMatchInlineSnapshot(`
      "MockHostError: QUARANTINED: libweather.dylib is in quarantine since Safari fetched it: macOS loads it only when it is notarised.
        file                  /Users/ada/Downloads/libweather.dylib
        com.apple.quarantine  0083;66f1c2a0;Safari;8E4F8C3B-5B1D-4E0B-9C55-0E6A8B6B8C1D
        to fix                if you trust the file: xattr -d com.apple.quarantine /Users/ada/Downloads/libweather.dylib
        more                  docs/errors/QUARANTINED.md"
    `)
    expect(run.calls).toEqual([`/usr/bin/xattr -p com.apple.quarantine ${path}`])
  })

  it('without a name does not', () => {
    const error = findQuarantine(path, recorded({ xattr: { stdout: '0081;66f1c2a0;;\n' } }))
    expect(error?.sentence).toBe('libweather.dylib is in quarantine: macOS loads it only when it is notarised.')
  })

  it('has a path that a shell takes', () => {
    const error = findQuarantine("/Users/ada/Ada's plugins/libweather.dylib", recorded({ xattr: quarantined }))
    expect(error?.fix).toContain(`xattr -d com.apple.quarantine '/Users/ada/Ada'\\''s plugins/libweather.dylib'`)
  })

  it('is no other file', () => {
    expect(findQuarantine(path, recorded({ xattr: noAttribute }))).toBeUndefined()
  })
})

describe('a code signature', () => {
  it('that is not there', () => {
    const run = recorded({ codesign: unsigned })
    expect(String(findBadSignature(path, run))).toMatchInlineSnapshot(`
      "MockHostError: INVALID_SIGNATURE: libweather.dylib is not signed, and Apple silicon runs only signed code.
        file        /Users/ada/Downloads/libweather.dylib
        codesign    /Users/ada/Downloads/libweather.dylib: code object is not signed at all
                    In architecture: arm64
        to fix      sign it as the last step of the build: codesign --force --sign - /Users/ada/Downloads/libweather.dylib
        more        docs/errors/INVALID_SIGNATURE.md"
    `)
    expect(run.calls).toEqual([`/usr/bin/codesign --verify --verbose=2 ${path}`])
  })

  it('that is older than the file', () => {
    expect(findBadSignature(path, recorded({ codesign: modified }))?.sentence).toBe(
      'libweather.dylib was changed after it was signed.',
    )
  })

  it('of any other fault', () => {
    const stderr = `${path}: CSSMERR_TP_CERT_REVOKED\nIn architecture: arm64\n`
    expect(findBadSignature(path, recorded({ codesign: { status: 1, stderr } }))?.sentence).toBe(
      'libweather.dylib has a code signature that macOS does not accept.',
    )
  })

  it('that is valid is no fault', () => {
    const stderr = `${path}: valid on disk\n${path}: satisfies its Designated Requirement\n`
    expect(findBadSignature(path, recorded({ codesign: { stderr } }))).toBeUndefined()
  })

  it('is not judged where codesign does not start', () => {
    const run: RunCommand = () => ({ status: undefined, stdout: '', stderr: '' })
    expect(findBadSignature(path, run)).toBeUndefined()
  })
})

describe('a library that macOS refuses', () => {
  const policy = `dlopen(${path}, 0x0006): tried: '${path}' (code signature in <1226A651-3044-324E-8671-163472F40DEF> '${path}' not valid for use in process: library load disallowed by system policy)`

  it('is in quarantine', () => {
    expect(explainRefusal(path, policy, recorded({ xattr: quarantined })).code).toBe('QUARANTINED')
  })

  it('has a bad signature', () => {
    const run = recorded({ xattr: noAttribute, codesign: modified })
    expect(explainRefusal(path, policy, run).code).toBe('INVALID_SIGNATURE')
  })

  it('has a signature that another process would take', () => {
    const said = `dlopen(${path}, 0x0006): tried: '${path}' (code signature in <1226A651-3044-324E-8671-163472F40DEF> '${path}' not valid for use in process: mapping process and mapped file (non-platform) have different Team IDs)`
    expect(explainRefusal(path, said, recorded({ xattr: noAttribute })).message).toMatchInlineSnapshot(`
      "INVALID_SIGNATURE: macOS does not accept the code signature of libweather.dylib in this process.
        dlopen      dlopen(/Users/ada/Downloads/libweather.dylib, 0x0006): tried: '/Users/ada/Downloads/libweather.dylib' (code signature in <1226A651-3044-324E-8671-163472F40DEF> '/Users/ada/Downloads/libweather.dylib' not valid for use in process: mapping process and mapped file (non-platform) have different Team IDs)
        to fix      sign it for this machine: codesign --force --sign - <library>; a Node.js with library validation takes only its own team
        more        docs/errors/INVALID_SIGNATURE.md"
    `)
  })

  it('for another reason is not asked for either', () => {
    const run = recorded({})
    const said = `dlopen(${path}, 0x0006): tried: '${path}' (relative path not allowed in hardened program)`
    expect(explainRefusal(path, said, run).code).toBe('LOAD_FAILED')
    expect(run.calls).toEqual([])
  })
})
