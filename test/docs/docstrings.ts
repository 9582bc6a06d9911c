import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript5'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A property or method of an interface, as its source documents it. */
export interface Member {
  readonly name: string
  /** Type of a property; of a method empty. */
  readonly type: string
  readonly parameters: readonly Parameter[]
  /** Paragraphs, each on one line. */
  readonly doc: readonly string[]
  readonly examples: readonly string[]
}

export interface Parameter {
  readonly name: string
  readonly type: string
  readonly isOptional: boolean
}

/** The members of an interface, in their order. */
export function readInterface(file: string, name: string): Member[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
  const found = source.statements.filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name)
  if (found === undefined) throw new Error(`${file} has no interface ${name}`)
  return found.members.filter((one) => ts.isPropertySignature(one) || ts.isMethodSignature(one)).map(readMember)
}

function readMember(node: ts.PropertySignature | ts.MethodSignature): Member {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)
  const examples = ts.getJSDocTags(node).filter((tag) => tag.tagName.text === 'example')
  return {
    name: node.name.getText(),
    type: ts.isPropertySignature(node) ? typeOf(node) : '',
    parameters: ts.isMethodSignature(node) ? node.parameters.map(readParameter) : [],
    doc: paragraphs(ts.getTextOfJSDocComment(comment?.comment) ?? ''),
    examples: examples.map((tag) => ts.getTextOfJSDocComment(tag.comment) ?? ''),
  }
}

function readParameter(node: ts.ParameterDeclaration): Parameter {
  return {
    name: (node.dotDotDotToken ? '...' : '') + node.name.getText(),
    type: typeOf(node),
    isOptional: node.questionToken !== undefined,
  }
}

function typeOf(node: ts.PropertySignature | ts.ParameterDeclaration): string {
  return node.type?.getText().replace(/\s+/g, ' ').replaceAll('readonly ', '') ?? ''
}

function paragraphs(text: string): string[] {
  return text.split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' ').trim())
}
