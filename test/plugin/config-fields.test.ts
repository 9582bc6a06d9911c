import { describe, expect, it } from 'vitest'
import { listConfigFields } from '../../src/plugin/config-fields.js'
import type { ConfigField } from '../../src/plugin/contract.js'

function textOf(value: ConfigField['default']): string | undefined {
  const field = { key: 'key', type: 'text', label: 'Key', default: value } as ConfigField
  const config = {
    sections: [
      { title: 'One', fields: [] },
      { title: 'Two', fields: [field] },
    ],
  }
  return listConfigFields({ plugin_id: 'com.example.fields', capabilities: { config } }).get('key')
}

describe('the default of a config field', () => {
  it.each<[ConfigField['default'], string | undefined]>([
    ['text', 'text'],
    [true, 'true'],
    [false, 'false'],
    [42, '42.0'],
    [-1, '-1.0'],
    [3.14, '3.14'],
    [0.00001, '1e-05'],
    [1e20, '1e+20'],
    [-0, '-0.0'],
    [['a', 'b'], '["a","b"]'],
    [undefined, undefined],
  ])('%j is sent as %s', (value, text) => {
    expect(textOf(value)).toBe(text)
  })

  it('is there for no field when the manifest declares none', () => {
    expect(listConfigFields({ plugin_id: 'com.example.none', capabilities: {} }).size).toBe(0)
  })
})
