import type { Config } from 'jest'
import TestEnvironment, {
  createEnvironment,
  type EnvironmentOptions,
  type FailOn,
  TestEnvironment as sameEnvironment,
} from 'osaurus-mockhost/jest-environment'

const failOn: readonly FailOn[] = ['violations']
const options: EnvironmentOptions = { plugin: './build/libhello', failOn }

export const own: typeof TestEnvironment = createEnvironment(sameEnvironment)
// @ts-expect-error a class
export const wrongBase = createEnvironment('node')

export const wrong: Config = {
  // @ts-expect-error no such option
  testEnvironmentOptions: { library: './build/libhello' } satisfies EnvironmentOptions,
}
export const wrongProfile: Config = {
  // @ts-expect-error no such profile
  testEnvironmentOptions: { profile: 'strict' } satisfies EnvironmentOptions,
}

const config: Config = {
  testEnvironment: 'osaurus-mockhost/jest-environment',
  testEnvironmentOptions: { ...options, profile: 'production' } satisfies EnvironmentOptions,
}
export default config
