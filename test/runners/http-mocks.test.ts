import path from 'node:path'
import { expect, it } from 'vitest'
import { buildPlugins } from '../fixtures/plugins/build.mjs'
import { createProject, type Runner } from './project.js'

const cases = path.join(import.meta.dirname, 'cases')

it.each<[Runner, string, number]>([
  ['vitest4', 'http-vitest', 7],
  ['vitest5', 'http-vitest', 7],
  ['jest30', 'http-jest', 5],
])('mocks of fetch answer the plugin in %s', async (runner, folder, passed) => {
  const { chatter = '' } = await buildPlugins(['chatter'])
  const copies = { '.': path.join(cases, folder), [path.basename(chatter)]: chatter }
  await using project = await createProject({ runner, files: {}, copies })
  const result = await project.run()
  expect(result, result.output).toMatchObject({ exitCode: 0, passed, failed: 0 })
})
