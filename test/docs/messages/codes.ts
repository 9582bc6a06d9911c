import type { ErrorCode } from '../../../src/errors/codes.js'
import { callCodes } from './calls.js'
import type { CodePage } from './code-page.js'
import { findingCodes } from './findings.js'
import { hostCodes } from './hosts.js'
import { loadingCodes } from './loading.js'
import { setUpCodes } from './set-up.js'

/** Codes that are listed together, under a heading. */
export interface CodeGroup {
  readonly title: string
  /** What is to say of all of them; in Markdown. */
  readonly about?: string
  readonly codes: readonly ErrorCode[]
}

/** The page of every code: one that has none does not compile. */
export const codePages: Readonly<Record<ErrorCode, CodePage>> = {
  ...hostCodes,
  ...callCodes,
  ...loadingCodes,
  ...setUpCodes,
  ...findingCodes,
}

/** All codes, in the order in which one meets them. */
export const codeGroups: readonly CodeGroup[] = [
  { title: 'Hosts and installs', codes: namesOf(hostCodes) },
  { title: 'Calls', codes: namesOf(callCodes) },
  {
    title: 'Loading',
    about:
      'In the order of the app: the file, the dynamic linker, the entry point, its table, `init`, the manifest. A library is\n' +
      'read before it is loaded, and again when the linker refuses it; nothing of it is run for that.\n' +
      '`await diagnoseLibrary(path)` does the same without loading it.',
    codes: namesOf(loadingCodes),
  },
  { title: 'Set-up', codes: namesOf(setUpCodes) },
  { title: 'Findings of a test run', codes: namesOf(findingCodes) },
]

function namesOf<Name extends ErrorCode>(pages: Readonly<Record<Name, CodePage>>): readonly Name[] {
  return Object.keys(pages) as Name[]
}
