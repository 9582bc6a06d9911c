import path from 'node:path'
import ts from 'typescript5'
import { repository } from '../runners/packed-package.js'

/** Something that an author of plugins can name: an export, or a member of one. */
export interface PublicName {
  /** `MockHost.until`, `toHaveLogged`. */
  readonly name: string
  readonly kind: 'class' | 'function' | 'matcher' | 'type' | 'member' | 'method' | 'value'
  /** Text of its docstring, without tags. */
  readonly text: string
  /** Its `@example` blocks, which are code to their end. */
  readonly examples: readonly string[]
}

const entries = [
  'index.d.mts',
  'vitest.d.mts',
  'vitest-config.d.mts',
  'jest-mockhost/build/jest.d.mts',
  'jest-mockhost/build/jest-environment.d.mts',
  'matchers.d.mts',
]

/** Every public name of the package that was built, each once. */
export function readPublicNames(): PublicName[] {
  const files = entries.map((entry) => path.join(repository, 'dist', entry))
  const module = ts.ModuleKind.NodeNext
  const program = ts.createProgram(files, { module, target: ts.ScriptTarget.ES2022, types: ['node'], strict: true })
  const checker = program.getTypeChecker()
  const exported = new Map<ts.Symbol, string>()
  for (const file of files) {
    const source = program.getSourceFile(file)
    const symbol = source && checker.getSymbolAtLocation(source)
    if (symbol === undefined) throw new Error(`${file} is no module.\n  to fix  npm run build`)
    for (const one of checker.getExportsOfModule(symbol)) exported.set(resolve(checker, one), one.name)
  }
  return [...exported].flatMap(([symbol, name]) => describe(checker, symbol, name))
}

function resolve(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

function describe(checker: ts.TypeChecker, symbol: ts.Symbol, given: string): PublicName[] {
  const name = given === 'default' ? symbol.name : given
  const members = (symbol.declarations ?? []).flatMap(membersOf)
  const own = { name, kind: kindOf(symbol), ...docOf(checker, symbol) }
  const theirs = new Map<string, PublicName>()
  for (const member of members) {
    const of = ts.isConstructorDeclaration(member) ? undefined : checker.getSymbolAtLocation(member.name ?? member)
    if (of === undefined) continue
    const label = `${name}.${of.name.startsWith('__@') ? `[${of.name.slice(3).replace(/@\d+$/, '')}]` : of.name}`
    const kind = of.flags & ts.SymbolFlags.Method ? 'method' : 'member'
    theirs.set(label, { name: label, kind, ...docOf(checker, of) })
  }
  return [own, ...theirs.values()]
}

type Member = ts.ClassElement | ts.TypeElement

function membersOf(declaration: ts.Declaration): readonly Member[] {
  if (ts.isClassDeclaration(declaration)) return declaration.members.filter(isVisible)
  if (ts.isInterfaceDeclaration(declaration)) return [...declaration.members]
  if (ts.isTypeAliasDeclaration(declaration)) return literalsOf(declaration.type)
  return []
}

function literalsOf(type: ts.TypeNode): readonly Member[] {
  if (ts.isTypeLiteralNode(type)) return [...type.members]
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return type.types.flatMap(literalsOf)
  return ts.isParenthesizedTypeNode(type) ? literalsOf(type.type) : []
}

function isVisible(member: ts.ClassElement): boolean {
  const isPrivate = member.name !== undefined && ts.isPrivateIdentifier(member.name)
  return !isPrivate && !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private)
}

function kindOf({ flags, declarations = [] }: ts.Symbol): PublicName['kind'] {
  if (flags & ts.SymbolFlags.Class) return 'class'
  if (flags & ts.SymbolFlags.Function) return 'function'
  if (!(flags & ts.SymbolFlags.Value)) return 'type'
  const isMatcher = declarations.some((one) => ts.isVariableDeclaration(one) && one.type?.getText() === 'Matcher')
  return isMatcher ? 'matcher' : 'value'
}

function docOf(checker: ts.TypeChecker, symbol: ts.Symbol): Pick<PublicName, 'text' | 'examples'> {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker))
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'example')
  const examples = tags.map((tag) => ts.displayPartsToString(tag.text))
  return { text, examples }
}
