import { type EnvironmentOptions, type FailOn, type MockHostPlugin, mockHost } from 'osaurus-mockhost/vitest/config'
import { defineConfig, defineProject } from 'vitest/config'

const failOn: FailOn[] = ['violations']
const options: EnvironmentOptions = { plugin: './build/libhello', failOn }
const ours: MockHostPlugin = mockHost(options)

export const alone = mockHost()
export const project = defineProject({ plugins: [mockHost({ profile: 'production', concurrent: true })] })
// @ts-expect-error no such option
export const wrong = mockHost({ library: './build/libhello' })
// @ts-expect-error no such profile
export const wrongProfile = mockHost({ profile: 'strict' })
// @ts-expect-error no such word
export const wrongWord = mockHost({ failOn: ['drop'] })

export default defineConfig({ plugins: [ours], test: { include: ['test/**/*.test.ts'] } })
