import ts from 'typescript5'
import { writePrelude } from './given-names.js'
import type { Sample } from './sample.js'

/** What a sample in TypeScript or JavaScript is. */
export type Kind = 'config' | 'script' | 'tests'

/** Whether the sample has tests, of which it may have a part only, is a configuration, or a program for Node. */
export function kindOf(sample: Sample): Kind {
  if (configName(sample) !== undefined) return 'config'
  const froms = statementsOf(sample.text).flatMap(importedFrom)
  const isOfCore = froms.length > 0 && froms.every((from) => from === 'osaurus-mockhost' || from.startsWith('node:'))
  return isOfCore && !/\b(test|it|expect|hostOptions|plugin)\b(\.\w+)*\(?/.test(withoutImports(sample.text))
    ? 'script'
    : 'tests'
}

/** Name of a configuration file, which stands as a comment in its first line. */
export function configName({ text }: Sample): string | undefined {
  return /^\/\/ ((?:vitest|jest)\.config\.[cm]?[jt]s)$/.exec(text.split('\n', 1)[0] ?? '')?.[1]
}

/**
 * The text of a file for the sample: its lines have the numbers that they have in the page, so that every message of a
 * tool names the place in the page.
 */
export function compose(sample: Sample): string {
  const text = sample.text.replaceAll('{ … }', '{   }').replaceAll('(…)', '( )')
  const lines = (first: string, rest: string) => `${first}${'\n'.repeat(sample.line)}${rest}\n`
  if (kindOf(sample) !== 'tests') return lines('', text)
  const options = sample.directive.plugin ? `${ownOptions(sample)}; ` : ''
  const statements = statementsOf(text)
  if (statements.flatMap(importedFrom).some((from) => /^(vitest|@jest\/globals)$/.test(from))) {
    return lines(options, text)
  }
  const body = hasTests(text) ? text : wrapInTest(text, statements)
  const own = new Set(statements.flatMap(declaredNames))
  const isUsed = (name: string) => !own.has(name) && new RegExp(`(?<![.\\w])${name}(?!\\w|:)`).test(body)
  const prelude = writePrelude(isUsed, sample.directive.jest ? 'jest' : 'vitest', sample.language === 'ts')
  return lines(prelude + options, body)
}

function ownOptions({ directive: { plugin, jest } }: Sample): string {
  const from = `osaurus-mockhost/${jest ? 'jest' : 'vitest'}`
  return `import { hostOptions as useOptions } from '${from}'; useOptions({ plugin: './build/lib${plugin}' })`
}

function hasTests(text: string): boolean {
  return /^\s*(test|it)(\.\w+)*\(/m.test(text)
}

/** All but imports and options of the file becomes the body of a test. */
function wrapInTest(text: string, statements: readonly ts.Statement[]): string {
  const first = statements.find((statement) => !belongsToFile(statement))
  if (first === undefined) return `${text}\ntest('sample', () => {})`
  const start = first.getStart()
  const late = statements.filter((statement) => statement.pos > start && belongsToFile(statement))
  const body = late.reduce((kept, statement) => blankOut(kept, statement), text)
  const moved = late.map((statement) => `${statement.getText()}; `).join('')
  return `${body.slice(0, start)}${moved}test('sample', async () => { ${body.slice(start)}\n})`
}

function belongsToFile(statement: ts.Statement): boolean {
  return ts.isImportDeclaration(statement) || /^hostOptions\(/.test(statement.getText())
}

function blankOut(text: string, statement: ts.Statement): string {
  const [start, end] = [statement.getStart(), statement.getEnd()]
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end)
}

function withoutImports(text: string): string {
  return statementsOf(text)
    .filter((statement) => !ts.isImportDeclaration(statement))
    .map((statement) => statement.getText())
    .join('\n')
}

function statementsOf(text: string): readonly ts.Statement[] {
  return ts.createSourceFile('sample.ts', text, ts.ScriptTarget.ES2022, true).statements.slice()
}

function importedFrom(statement: ts.Statement): string[] {
  const isImport = ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)
  return isImport ? [(statement.moduleSpecifier as ts.StringLiteral).text] : []
}

/** The names that a statement brings into the file. */
function declaredNames(statement: ts.Statement): string[] {
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    const binds = ts.isImportSpecifier(node) || ts.isBindingElement(node) || ts.isVariableDeclaration(node)
    const isNamed = ts.isImportClause(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)
    if ((binds || isNamed) && node.name && ts.isIdentifier(node.name)) names.push(node.name.text)
    if (!ts.isExpression(node) && !ts.isBlock(node)) ts.forEachChild(node, visit)
  }
  visit(statement)
  return names
}

/** The comment at the head of a test file, by which Jest chooses an environment. */
export function docblockOf({ text }: Sample): string {
  return /^\/\*\*[\s\S]*?@jest-environment[\s\S]*?\*\/\n/.exec(text)?.[0] ?? ''
}

/** The file as Node can run it, without types; lines stay where they are. */
export function transpile(text: string, module: 'esm' | 'cjs'): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: module === 'esm' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      esModuleInterop: true,
    },
  })
  return outputText
}
