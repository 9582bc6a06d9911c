// What the environment costs in Vitest.
import { measureEnvironment } from '../environment/measure-environment.mjs'
import { vitest } from '../environment/runners.mjs'

await measureEnvironment(vitest, { perTest: 60 })
