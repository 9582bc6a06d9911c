import { describe, expect, it } from 'vitest'
import { readDispatch } from '../../../src/host/tasks/dispatch-request.js'

function read(request: object) {
  const read = readDispatch(JSON.stringify({ prompt: 'Look', ...request }))
  if (typeof read === 'string') throw new Error(read)
  return read
}

describe('a request', () => {
  it.each([
    ['[1]', 'The request is an array, not a JSON object.'],
    ['look', 'The request is text that is no JSON (\\"look\\"), not a JSON object.'],
    ['{}', 'The request has no \\"prompt\\".'],
    ['{"prompt":5}', '\\"prompt\\" is the number 5, not a string.'],
    ['{"prompt":""}', 'Prompt is empty.'],
    ['{"prompt":" \\n\\u0085"}', 'Prompt is empty.'],
  ])('of %s is refused', (text, message) => {
    expect(readDispatch(text)).toBe(`{"error":"invalid_request","message":"${message}"}`)
  })

  it.each([
    ['id', { id: 'aaaaaaaa-0000-4000-8000-00000000000a' }, { id: 'AAAAAAAA-0000-4000-8000-00000000000A' }],
    ['id that is no UUID', { id: 'mine' }, { id: undefined }],
    ['title', { title: 'Fjords' }, { title: 'Fjords' }],
    ['title that is no string', { title: 5 }, { title: 'Chat' }],
    ['session', { session_id: 'chat 7' }, { sessionKey: 'chat 7' }],
    ['session that is blank', { session_id: ' ' }, { sessionKey: undefined }],
    ['folder', { folder_bookmark: 'AAEC' }, { folderBookmark: new Uint8Array([0, 1, 2]) }],
    ['folder that is no base64', { folder_bookmark: 'AAE' }, { folderBookmark: null }],
    ['folder with more than base64', { folder_bookmark: 'AA EC' }, { folderBookmark: null }],
  ])('has its %s read as the app does', (_, request, expected) => {
    expect(read(request)).toMatchObject(expected)
  })

  it('is called Chat when it has no title', () => {
    expect(read({})).toMatchObject({ title: 'Chat', prompt: 'Look', id: undefined, sessionKey: undefined })
  })
})
