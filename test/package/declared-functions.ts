import { readFileSync } from 'node:fs'
import path from 'node:path'
import { repository } from '../runners/packed-package.js'

/** The functions of `native/include/mockhost.h`: what the native core exports. */
export function declaredFunctions(): readonly string[] {
  const header = readFileSync(path.join(repository, 'native/include/mockhost.h'), 'utf8')
  const code = header.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  return [...code.matchAll(/\b(mh_\w+)\(/g)].map(([, name = '']) => name).sort()
}
