/** A fenced block of a page of the docs. */
export interface Sample {
  /** Path in the repository. */
  readonly page: string
  /** Line of the fence in its page, from 1 on; the text begins below it. */
  readonly line: number
  /** First word behind the fence. */
  readonly language: string
  readonly text: string
  readonly directive: Directive
}

/** What `<!-- sample: … -->` above a fence says. */
export interface Directive {
  /** Why the block is left out. */
  readonly skip?: string
  readonly jest?: boolean
  /** A test of the block has to fail. */
  readonly fails?: boolean
  /** The block is what the block before it printed. */
  readonly output?: boolean
  readonly onlyTypes?: boolean
  /** The plugin of `examples/` that the tests have; `hello` unless told. */
  readonly plugin?: string
  /** What the directive has that there is none of. */
  readonly unknown?: string
}

/** What is wrong with a sample. */
export interface Problem {
  readonly sample: Sample
  readonly message: string
}

/** Where a sample stands. */
export function placeOf({ page, line }: Sample): string {
  return `${page}:${line}`
}

/** A file name for a sample, without ending, from which its place can be told. */
export function nameOf({ page, line }: Sample): string {
  return `${page.replaceAll('/', '-')}.${line}`
}

/** Whether the sample is a program in TypeScript or JavaScript. */
export function isCode({ language }: Sample): boolean {
  return ['ts', 'js', 'mjs', 'cjs'].includes(language)
}
