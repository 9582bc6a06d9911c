import path from 'node:path'
import ts from 'typescript5'

/** What several editors have open is parsed once. */
const registry = ts.createDocumentRegistry()
const fileName = 'open.test.ts'

/** The language service of TypeScript 5.9, as an editor asks it about a file of the folder. */
export class Editor {
  readonly #path: string
  readonly #service: ts.LanguageService
  #text = ''
  #version = 0

  constructor(folder: string, types: readonly string[]) {
    this.#path = path.join(folder, fileName)
    const { NodeNext } = ts.ModuleKind
    const options: ts.CompilerOptions = {
      module: NodeNext,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      types: [...types],
    }
    this.#service = ts.createLanguageService(
      {
        getCompilationSettings: () => options,
        getCurrentDirectory: () => folder,
        getDefaultLibFileName: ts.getDefaultLibFilePath,
        getScriptFileNames: () => [this.#path],
        getScriptVersion: (name) => (name === this.#path ? String(this.#version) : '0'),
        getScriptSnapshot: (name) => {
          const text = name === this.#path ? this.#text : ts.sys.readFile(name)
          return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
        },
        fileExists: (name) => name === this.#path || ts.sys.fileExists(name),
        readFile: ts.sys.readFile,
        directoryExists: ts.sys.directoryExists,
        getDirectories: ts.sys.getDirectories,
        ...(ts.sys.realpath && { realpath: ts.sys.realpath }),
      },
      registry,
    )
  }

  /** What is offered at the `|` of the text. */
  complete(text: string): string[] {
    const at = text.indexOf('|')
    this.#text = text.slice(0, at) + text.slice(at + 1)
    this.#version++
    const offered = this.#service.getCompletionsAtPosition(this.#path, at, { includeCompletionsWithInsertText: true })
    return (offered?.entries ?? []).map(({ name }) => name)
  }
}
