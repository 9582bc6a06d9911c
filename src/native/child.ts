// The program of the process that an isolated plugin runs in (native/src/child.h), built as one file: dist/child.cjs.
// Its argument is the stack size of the threads that run callbacks, in bytes.
import { loadLibrary } from './library.js'

const serve = loadLibrary().func('mh_child_serve', 'void', ['double'])
serve(Number(process.argv[2]))
