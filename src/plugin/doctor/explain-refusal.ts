import { basename } from 'node:path'
import { MockHostError } from '../../errors/mockhost-error.js'
import { findBadSignature } from './code-signature.js'
import { listDependencies } from './library.js'
import { type LinkerMessage, readLinkerMessage } from './linker-message.js'
import { dependencyNotFound } from './missing-dependency.js'
import { symbolVersionNotFound, undefinedSymbol } from './missing-symbol.js'
import { findQuarantine } from './quarantine.js'
import { type RunCommand, runCommand } from './run-command.js'
import { findUndefinedSymbols } from './undefined-symbols.js'

/** Says why the dynamic linker refused a library, by its own words and by what stands in the files. */
export function explainRefusal(path: string, said: string, run: RunCommand = runCommand): MockHostError {
  const message = readLinkerMessage(said)
  switch (message.kind) {
    case 'missing-dependency':
      return explainDependency(path, message.name, said)
    case 'undefined-symbol':
      return explainSymbol(message.file ?? path, message.symbol, said)
    case 'missing-version':
      return symbolVersionNotFound(path, message, said)
    case 'refused-signature':
      return (
        findQuarantine(message.path, run) ?? findBadSignature(message.path, run) ?? refusedSignature(message.path, said)
      )
    case 'other':
      return loadFailed(path, message, said)
  }
}

function explainDependency(path: string, name: string, said: string): MockHostError {
  const missing = listDependencies(path).find((one) => one.name === name && one.path === undefined)
  return dependencyNotFound(path, missing ?? { name, neededBy: path, path: undefined, lookedIn: [] }, said)
}

function explainSymbol(path: string, symbol: string, said: string): MockHostError {
  const dependencies = listDependencies(path)
  const others = findUndefinedSymbols(path, dependencies).filter((name) => name !== symbol)
  const searched = dependencies.map(({ name }) => name)
  return undefinedSymbol({ path, symbols: [symbol, ...others], searched, said })
}

function refusedSignature(path: string, said: string): MockHostError {
  return new MockHostError({
    code: 'INVALID_SIGNATURE',
    message: `macOS does not accept the code signature of ${basename(path)} in this process.`,
    details: [['dlopen', said]],
    fix: 'sign it for this machine: codesign --force --sign - <library>; a Node.js with library validation takes only its own team',
  })
}

function loadFailed(path: string, { fix }: Extract<LinkerMessage, { kind: 'other' }>, said: string): MockHostError {
  return new MockHostError({
    code: 'LOAD_FAILED',
    message: `The dynamic linker could not load ${basename(path)}.`,
    details: [['dlopen', said]],
    fix,
  })
}
