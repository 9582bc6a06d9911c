import { describe, expect, it } from 'vitest'
import { undefinedSymbol } from '../../../src/plugin/doctor/missing-symbol.js'

function fixOf(symbol: string, searched: readonly string[] = ['libc.so.6']): string | undefined {
  return undefinedSymbol({ path: '/plugins/libweather.so', symbols: [symbol], searched }).fix
}

describe('the way out for a symbol of C++', () => {
  it('that may be a function of C is extern "C"', () => {
    expect(fixOf('_Z13weather_fetchi')).toBe(
      'link the library or the object file that defines it; if it is written in C, declare weather_fetch extern "C"',
    )
  })

  it.each(['_ZN7weather5fetchEi', '_ZTV7Weather'])('that no function of C is called is to link it: %s', (symbol) => {
    expect(fixOf(symbol)).toBe('link the library or the object file that defines it (-l<name> after the sources)')
  })

  it.each([
    '_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_appendEPKcm',
    '_ZNKSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE7compareEPKc',
    '_ZSt20__throw_length_errorPKc',
    '_ZNSolsEi',
    '_Znwm',
    '_Znam',
    '_ZdlPvm',
    '_ZTVN10__cxxabiv117__class_type_infoE',
    '_ZTISt9exception',
    '__gxx_personality_v0',
    '__cxa_begin_catch',
  ])('that its standard library defines is to link that: %s', (symbol) => {
    expect(fixOf(symbol)).toBe(
      'link with c++ instead of cc: it adds the standard library of C++ (-lstdc++, on macOS -lc++)',
    )
  })

  it('that the standard library here does not define is not to link that again', () => {
    expect(fixOf('_ZSt9terminatev', ['libstdc++.so.6'])).not.toContain('c++ instead of cc')
  })
})
