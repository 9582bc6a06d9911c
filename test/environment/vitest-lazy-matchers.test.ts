import { describe, expect, it } from 'vitest'
import { lazyMatchers } from '../../environment/vitest/lazy-matchers.js'
import * as matchers from '../../matchers/index.js'
import { fakeHost } from '../matchers/fake-host.js'

describe('the matchers of the setup file', () => {
  it('are all that there are, and are loaded when the first is called', () => {
    let loads = 0
    const lazy = lazyMatchers(() => {
      loads++
      return matchers
    })
    expect(Object.keys(lazy).sort()).toEqual(Object.keys(matchers).sort())
    expect(loads).toBe(0)
    expect.extend(lazy)
    expect(fakeHost([['log', [2, 'ready']]])).toHaveLogged('ready')
    expect(loads).toBe(1)
  })
})
