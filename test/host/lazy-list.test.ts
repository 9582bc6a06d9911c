import { describe, expect, it } from 'vitest'
import { LazyList } from '../../src/host/lazy-list.js'

/** A list that notes which items were made. */
function notedList() {
  const made: number[] = []
  const list = new LazyList((place) => {
    made.push(place)
    return { place }
  })
  return { list, made }
}

describe('a lazy list', () => {
  it('makes the item that is looked at, and no other', () => {
    const { list, made } = notedList()
    expect(list.at(100)).toEqual({ place: 100 })
    expect(made).toEqual([100])
  })

  it('makes each item once, whichever way it is looked at', () => {
    const { list, made } = notedList()
    const [outOfTurn, inTurn] = [list.at(8), list.at(0)]
    const all = list.upTo(10)
    expect(all[8]).toBe(outOfTurn)
    expect(all[0]).toBe(inTurn)
    expect(list.at(8)).toBe(outOfTurn)
    expect(made.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('gives out one array, grown', () => {
    const { list } = notedList()
    const first = list.upTo(2)
    expect(list.upTo(5)).toBe(first)
    expect(first.map(({ place }) => place)).toEqual([0, 1, 2, 3, 4])
    expect(list.upTo(1)).toHaveLength(5)
  })

  it('keeps an item that somebody else has made', () => {
    const { list, made } = notedList()
    const item = list.keep(7, { place: 7 })
    expect(list.known(6)).toBeUndefined()
    expect(list.known(7)).toBe(item)
    expect(list.upTo(8)[7]).toBe(item)
    expect(made).not.toContain(7)
  })
})
