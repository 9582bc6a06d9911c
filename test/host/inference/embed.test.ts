import { describe, expect, it } from 'vitest'
import { call, makeInference } from './make-inference.js'

interface Embeddings {
  readonly data: readonly {
    readonly embedding: readonly number[]
    readonly dimensions: number
    readonly index: number
  }[]
  readonly model: string
  readonly usage: object
}

const embedText = (request: object) =>
  String(makeInference().simulators.embed.answer(call('embed', JSON.stringify(request))))
const embed = (request: object): Embeddings => JSON.parse(embedText(request))
const vectorOf = (text: string) => embed({ input: text }).data[0]?.embedding ?? []

describe('embed', () => {
  it('answers a vector for each text, in bytes as the app does', () => {
    const vectors = /\[-?[\d.]+(,-?[\d.]+){127}\]/g
    expect(embedText({ input: ['Oslo', 'Bergen'] }).replaceAll(vectors, '[…]')).toBe(
      '{"data":[{"dimensions":128,"embedding":[…],"index":0},{"dimensions":128,"embedding":[…],"index":1}],' +
        '"model":"potion-base-4M","usage":{"prompt_tokens":2,"total_tokens":2}}',
    )
  })

  it('answers the same vector for the same text, alone or among others', () => {
    const [, among] = embed({ input: ['Bergen', 'Oslo'] }).data
    expect(vectorOf('Oslo')).toEqual(among?.embedding)
    expect(vectorOf('Oslo').slice(0, 2)).toEqual([0.021513, 0.031796])
  })

  it.each(['oslo', 'Oslo ', '', 'Bergen'])('answers another vector for %j', (text) => {
    expect(vectorOf(text)).not.toEqual(vectorOf('Oslo'))
  })

  it.each(['', 'Oslo', 'å'.repeat(10_000)])('answers vectors of length 1', (text) => {
    const vector = vectorOf(text)
    expect(vector).toHaveLength(128)
    expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
  })

  it('names the model of the request, which selects nothing', () => {
    const named = embed({ input: 'Oslo', model: 'other' })
    expect(named.model).toBe('other')
    expect(named.data[0]?.embedding).toEqual(vectorOf('Oslo'))
    expect(embed({ input: 'Oslo', model: 5 }).model).toBe('potion-base-4M')
  })

  it('estimates a token for four characters, and at least one for a text', () => {
    expect(embed({ input: ['', 'abc', 'abcdefgh', '😀'.repeat(4)] }).usage).toEqual({
      prompt_tokens: 5,
      total_tokens: 5,
    })
    expect(embed({ input: [] })).toMatchObject({ data: [], usage: { prompt_tokens: 0 } })
  })
})
