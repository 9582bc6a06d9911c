import { modelled, open, reasons, type Section } from '../fact.js'

const requests = 'test/host/rules/request-rules.test.ts'

export const files: Section = {
  number: '9',
  name: 'file_read',
  facts: [
    modelled('wants a path: else a violation', requests, 'is broken by %s with %j'),
    open('reads below ~/.osaurus/artifacts/ only', reasons.files),
    open('answers base64 with a MIME type by the ending', reasons.files),
    open('the path is looked at before the file', reasons.files),
    open('access_denied, not_found, file_too_large and read_error', reasons.files),
  ],
}
