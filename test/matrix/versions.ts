/** Major versions of Node; of each the newest that npm has. */
export const nodes = [20, 22, 24, 26] as const
export type NodeMajor = (typeof nodes)[number]

/** The lowest of the peer range, the newest 4, the newest 5. */
export const vitests = ['4.1.0', '4.1.12', '5.1.1'] as const
export type VitestVersion = (typeof vitests)[number]

export const jest = '30.5.2'

/** What the tests go through before Jest runs them, with the packages it takes. */
export const transforms = {
  CommonJS: {},
  'native ESM': {},
  'ts-jest': { 'ts-jest': '29.4.15', typescript: '5.9.3', '@types/node': '20.19.25' },
  '@swc/jest': { '@swc/jest': '0.2.39', '@swc/core': '1.16.22' },
  'babel-jest': { 'babel-jest': jest, '@babel/core': '7.29.13', '@babel/preset-env': '7.29.14' },
} as const
export type Transform = keyof typeof transforms
