// What `npm pack` and `npm publish` do first: dist/ anew, and the native cores of all platforms. The tests pack with
// --ignore-scripts: then the package is as it was built last, with the core of this machine.
import { buildJavaScript } from './build.mjs'
import { buildNativeAll } from './build-native-all.mjs'
import { runAsProgram } from './run-as-program.mjs'

await runAsProgram(import.meta.url, async () => {
  await buildNativeAll()
  await buildJavaScript()
})
