import { provideLoader } from './host/loader.js'
import { loadPlugin } from './plugin/plugin-driver.js'

provideLoader(loadPlugin)

export { type SlotName, slotNames } from './abi/slots.js'
export type { ErrorCode } from './errors/codes.js'
export { isMockHostError, MockHostError } from './errors/mockhost-error.js'
export type * from './host/contract.js'
export type { HostAPI } from './host/host-api.js'
export { MockHost } from './host/mock-host.js'
export type { MockHostOptions } from './host/options.js'
export type { Profile } from './host/profile.js'
export type { Answer, SlotAnswers } from './host/slot-answers.js'
export type { AllowedViolations } from './host/violations.js'
export type * from './plugin/contract.js'
export { type CallTableOptions, formatCallTable } from './report/call-table.js'
export type { EnvironmentOptions } from './session/options.js'
export { host, plugin } from './session/test-host.js'
