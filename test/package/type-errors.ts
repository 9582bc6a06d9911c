import path from 'node:path'
import ts from 'typescript5'

/** Files that were parsed: those of Node, TypeScript and the runners are in many programs. */
const parsed = new Map<string, ts.SourceFile | undefined>()

/** Declarations of others that are looked at as well: those that ours are merged into. */
const augmented = /\/node_modules\/(osaurus-mockhost|vitest|@vitest|jest|@jest|expect|@types\/jest)\//

export interface TypeProgram {
  readonly folder: string
  /** In the folder. */
  readonly files: readonly string[]
  readonly options: ts.CompilerOptions
}

/**
 * What TypeScript 5.9 says of a program, a line for each error, with `skipLibCheck` off as far as we can be the cause:
 * declarations of TypeScript, Node and Vite are left out.
 */
export function findTypeErrors({ folder, files, options }: TypeProgram): string[] {
  const host = sharingHost(folder, options)
  const program = ts.createProgram({ rootNames: files.map((name) => path.join(folder, name)), options, host })
  const errors = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()]
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile && !augmented.test(file.fileName)) continue
    errors.push(...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file))
  }
  return ts.sortAndDeduplicateDiagnostics(errors).map((error) => print(error, folder))
}

function sharingHost(folder: string, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  // From here the packages of the option `types` are looked for.
  host.getCurrentDirectory = () => folder
  host.getSourceFile = (name, version, ...others) => {
    const format = typeof version === 'object' ? version.impliedNodeFormat : undefined
    const key = `${name}|${format}`
    if (!parsed.has(key)) parsed.set(key, getSourceFile(name, version, ...others))
    return parsed.get(key)
  }
  return host
}

function print({ file, start, messageText }: ts.Diagnostic, folder: string): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n')
  if (file === undefined) return message
  const { line, character } = file.getLineAndCharacterOfPosition(start ?? 0)
  return `${path.relative(folder, file.fileName)}(${line + 1},${character + 1}): ${message}`
}
