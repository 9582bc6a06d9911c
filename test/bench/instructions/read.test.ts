import { describe, expect, it } from 'vitest'
import { readCompiler, readCount, trustsCounter } from '../../../bench/instructions/read.mjs'

describe('readCount', () => {
  it('finds the count among what callgrind and the program print', () => {
    const output = `==21465== Callgrind, a call-graph generating cache profiler
hello
==21465== Events    : Ir
==21465== Collected : 5300934
==21465==
==21465== I   refs:      5,300,934
`
    expect(readCount(output)).toBe(5300934)
  })

  it('is undefined when valgrind has counted nothing', () => {
    expect(readCount('valgrind: failed to start tool callgrind\n')).toBeUndefined()
  })
})

describe('readCompiler', () => {
  const gnu = '\nCopyright (C) 2022 Free Software Foundation, Inc.\nThis is free software; see the source.\n'

  it.each([
    ['gcc-12', `gcc (Debian 12.2.0-14+deb12u1) 12.2.0${gnu}`],
    ['gcc-12', `cc (Debian 12.2.0-14+deb12u1) 12.2.0${gnu}`],
    ['gcc-14', `gcc (GCC) 14.2.1 20240912 (Red Hat 14.2.1-3)${gnu}`],
    ['gcc-13', `x86_64-linux-musl-gcc (Alpine 13.2.1_git20231014) 13.2.1 20231014${gnu}`],
    ['clang-14', 'Debian clang version 14.0.6\nTarget: x86_64-pc-linux-gnu\n'],
    ['clang-19', 'clang version 19.1.7 (https://example.com 1)\nTarget: aarch64-unknown-linux-gnu\n'],
    ['apple-clang-15', 'Apple clang version 15.0.0 (clang-1500.3.9.4)\nTarget: arm64-apple-darwin23\n'],
  ])('%s', (family, output) => {
    expect(readCompiler(output)).toBe(family)
  })

  it.each([['tcc version 0.9.27 (x86_64 Linux)\n'], ['cc: spawn cc ENOENT\n'], ['']])(
    'does not know what says %j',
    (output) => {
      expect(readCompiler(output)).toBeUndefined()
    },
  )
})

describe('trustsCounter', () => {
  it.each([
    [true, 'tsc kvm-clock acpi_pm \n'],
    [true, 'kvm-clock tsc\n'],
    [false, 'hpet acpi_pm tsc-early\n'],
    [false, ''],
  ])('%s: %j', (isTrusted, sources) => {
    expect(trustsCounter(sources)).toBe(isTrusted)
  })
})
