import { expect, it } from 'vitest'
import { chooseTools } from '../../../src/host/tasks/chosen-tools.js'

const known = new Set(['forecast', 'web_search'])

it.each([
  ['a list', ['web_search', 'forecast'], ['web_search', 'forecast'], []],
  ['white space around a name', [' forecast\n'], ['forecast'], []],
  ['blanks, repetitions and what is no text', ['', ' ', 5, null, 'forecast', 'forecast '], ['forecast'], []],
  ['names that the plugin may not use', ['rm', 'forecast', 'rm'], ['forecast'], ['rm']],
  ['nothing', undefined, null, []],
  ['a wrong type', 'forecast', null, []],
])('reads %s', (_, value, allowed, dropped) => {
  expect(chooseTools(value, known)).toEqual({ allowed, dropped })
})
