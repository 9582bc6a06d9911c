/** A rule of the fact sheet: proved by a test, or open for a reason. */
export type Fact = { readonly rule: string } & (
  | { readonly file: string; readonly title: string }
  | { readonly reason: string }
)

/** One section of the fact sheet. */
export interface Section {
  readonly number: string
  readonly name: string
  readonly facts: readonly Fact[]
}

/** A rule that is modelled, and the title of the test that proves it. */
export function modelled(rule: string, file: string, title: string): Fact {
  return { rule, file, title }
}

/** A rule that is not modelled yet, or never will be. */
export function open(rule: string, reason: string): Fact {
  return { rule, reason }
}

/** Why rules are open, where one reason holds for many. */
export const reasons = {
  app: 'only the app and its user see it, no plugin does',
} as const
