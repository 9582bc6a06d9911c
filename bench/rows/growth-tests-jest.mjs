// What a test costs in a file of more and more of them, in Jest.
import { jest } from '../environment/runners.mjs'
import { measureTestGrowth } from '../growth/tests.mjs'

await measureTestGrowth(jest)
