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
  http: 'HTTP is not modelled yet: `http_request` answers what the test prepares',
  inference: 'inference is not modelled yet: its slots answer `not_supported`',
  tasks: 'tasks are not modelled yet: the test sends events itself, with `plugin.taskEvent`',
  files: 'files are not modelled yet: `file_read` answers `not_supported`',
  server: 'no HTTP server stands in front of the routes: the test calls `plugin.handleRoute`',
  app: 'only the app and its user see it, no plugin does',
} as const
