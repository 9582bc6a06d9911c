import { describe, expect, it } from 'vitest'
import { readMangledName } from '../../../src/plugin/doctor/mangled-name.js'

const entry = 'osaurus_plugin_entry_v2'

describe('a name', () => {
  it.each([
    ['_Z23osaurus_plugin_entry_v2PK12osr_host_api', 'C++', entry],
    ['_ZN7weather23osaurus_plugin_entry_v2EPK12osr_host_api', 'C++', entry],
    ['_ZL13weather_starti', 'C++', 'weather_start'],
    ['_ZN7weather23osaurus_plugin_entry_v217h0123456789abcdefE', 'Rust', entry],
    ['_RNvCs4fqI2P2rA04_7weather23osaurus_plugin_entry_v2', 'Rust', entry],
    ['$s7weather23osaurus_plugin_entry_v2ySVSgSVSgF', 'Swift', entry],
    ['_$s7weather23osaurus_plugin_entry_v2ySVSgSVSgF', 'Swift', entry],
  ])('%s is %s', (symbol, language, name) => {
    expect(readMangledName(symbol)).toEqual({ language, name })
  })

  it.each(['osaurus_plugin_entry_v2', '_start', '_Zx', '', '$sSS'])('%j is not mangled', (symbol) => {
    expect(readMangledName(symbol)).toBeUndefined()
  })
})
