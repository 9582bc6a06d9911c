import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Executor } from './executor.js'
import { foundPrograms } from './programs.js'
import { deviationsOf, soak } from './soak.js'

const seconds = Number(process.env.SOAK_SECONDS ?? 10)
const seed = Number(process.env.SOAK_SEED ?? 1)

let executor: Executor

beforeAll(async () => {
  executor = await Executor.open()
})

afterAll(() => executor.close())

describe('a program that was found', () => {
  test.each(Object.entries(foundPrograms))('%s', async (_, program) => {
    expect(await deviationsOf(executor, program)).toEqual([])
  })
})

test('random programs behave as the model says', { timeout: seconds * 1000 + 600_000 }, async () => {
  const { programs, failure } = await soak(executor, { seconds, seed })
  console.log(`soak: ${programs} programs in ${seconds} s from seed ${seed}`)
  if (failure !== undefined) throw new Error(failure)
  expect(programs).toBeGreaterThan(0)
})
