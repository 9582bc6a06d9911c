/** What a library must fit: the process that loads it. */
export interface Target {
  readonly platform: NodeJS.Platform
  readonly arch: string
}

export const thisProcess: Target = { platform: process.platform, arch: process.arch }

/** Ending of a dynamic library. */
export function libraryEnding({ platform }: Target): string {
  return platform === 'darwin' ? '.dylib' : '.so'
}
