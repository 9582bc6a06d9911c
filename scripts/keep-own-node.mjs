// The packages of tools/node24 bring a `node` command; npm links it into node_modules/.bin, where it would silently
// become the Node of every `npm run` and `npx`. Tests must run on the Node that the user has, so the link goes.
// Runs after `npm ci` in this repository only; consumers never see it.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

rmSync(fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url)), { force: true })
