// What the environment costs in Jest.
import { measureEnvironment } from '../environment/measure-environment.mjs'
import { jest } from '../environment/runners.mjs'

await measureEnvironment(jest, { perTest: 100 })
