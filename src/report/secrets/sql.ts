import { hidden } from './secret-name.js'

const literal = /'[^']*'/g
const word = /[\w.-]+/g

/** Whether SQL names a column or the like that holds secrets: its values are secrets then, since any may be that of the name. */
export function namesSecret(sql: string, isSecret: (name: string) => boolean): boolean {
  const words = sql.replaceAll(literal, '').match(word) ?? []
  return words.some((name) => isSecret(name))
}

/** The texts in it. */
export function literalsIn(sql: string): readonly string[] {
  return (sql.match(literal) ?? []).map((quoted) => quoted.slice(1, -1))
}

export function hideLiterals(sql: string): string {
  return sql.replaceAll(literal, `'${hidden}'`)
}
