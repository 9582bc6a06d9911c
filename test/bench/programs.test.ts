import { expect, it } from 'vitest'
import { choosePrograms } from '../../bench/programs.mjs'

const namesOf = (...names: string[]) => [...new Set(choosePrograms(names).map(({ name }) => name))]

it('no name means all programs, the growth table among them', () => {
  expect(namesOf()).toEqual(expect.arrayContaining(['record', 'crowd', 'decode', 'environment-jest', 'growth-record']))
})

it('growth names all programs of the growth table and no other', () => {
  expect(namesOf('growth')).toEqual([
    'growth-hosts',
    'growth-read',
    'growth-record',
    'growth-tests-jest',
    'growth-tests-vitest',
  ])
})

it('names choose programs', () => {
  expect(namesOf('load', 'growth-read')).toEqual(['growth-read', 'load'])
})

it('an unknown name is an error that lists the known ones', () => {
  expect(() => choosePrograms(['lod'])).toThrow(/no bench program lod\.\n {2}known {2}.*load.*growth/)
})
