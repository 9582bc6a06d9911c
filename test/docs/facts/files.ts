import { type Fact, modelled, open, type Section } from '../fact.js'

const requests = 'test/host/rules/request-rules.test.ts'
const reads = 'test/host/files/file-read.test.ts'
const types = 'test/host/files/mime-type.test.ts'

const paths: readonly Fact[] = [
  modelled('wants a path: else a violation', requests, 'is broken by %s with %j'),
  modelled('no object, or no path that is a text, is an invalid_request', reads, 'a path that is a number'),
  modelled('reads below ~/.osaurus/artifacts/ only', reads, 'another folder'),
  modelled('the directory itself is denied', reads, 'the directory itself'),
  modelled('the path is absolute', reads, 'a relative path that looks right'),
  modelled('`~` is not expanded', reads, 'a path with ~'),
  modelled('the path is standardised by its text: `..` is taken out', reads, 'out and in again'),
  modelled('links are not followed for that', reads, 'a link before .. is not followed'),
  modelled('the path is looked at before the file', reads, 'a file that is not there either'),
  open(
    'a link that leads out of the directory is read',
    'on purpose it is access_denied here: a test never reads the files of the machine it runs on',
  ),
]

const answers: readonly Fact[] = [
  modelled('a file that is not there is not_found', reads, 'a file that is not there'),
  modelled(
    'a file above the limit is file_too_large, one of just that size is read',
    reads,
    'is the answer to one byte more than the limit, and to no byte less',
  ),
  modelled('what cannot be read, a directory for one, is a read_error', reads, 'a directory'),
  modelled('answers base64, the type and the size', reads, 'answers the bytes as base64, their type and their number'),
  modelled('the type goes by the ending, in either case', types, 'a file that ends in .%s is %s'),
  modelled('another ending, or none, is application/octet-stream', types, 'a.mjs'),
  modelled('needs no agent', reads, 'needs no agent'),
  modelled('NULL is answered by NULL', reads, 'answers NULL for NULL'),
]

export const files: Section = { number: '9', name: 'file_read', facts: [...paths, ...answers] }
