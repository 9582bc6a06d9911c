/** Path of the bench plugin: run.mjs says it. */
export const library = process.argv[2]
