import { expect, it } from 'vitest'
import { freshUUID, parseUUID } from '../../src/abi/uuid.js'

it('takes a UUID in either case, and writes it in upper case', () => {
  expect(parseUUID('7b1e7c5a-3F0E-4c55-9a55-0d6a3d1c9e11')).toBe('7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11')
})

it.each(['', 'task', '7B1E7C5A3F0E4C559A550D6A3D1C9E11', ' 7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11'])(
  'takes %j for none',
  (text) => {
    expect(parseUUID(text)).toBeUndefined()
  },
)

it('makes a new one each time', () => {
  const one = freshUUID()
  expect(parseUUID(one)).toBe(one)
  expect(freshUUID()).not.toBe(one)
})
