export { environment as default } from '../vitest/environment.js'
