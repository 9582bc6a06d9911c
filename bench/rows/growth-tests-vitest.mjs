// What a test costs in a file of more and more of them, in Vitest.
import { vitest } from '../environment/runners.mjs'
import { measureTestGrowth } from '../growth/tests.mjs'

await measureTestGrowth(vitest)
