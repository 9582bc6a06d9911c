import { describe, expect, it } from 'vitest'
import { ModelCatalogue } from '../../../src/host/inference/models.js'
import { call, makeInference } from './make-inference.js'

const foundation =
  '{"capabilities":["chat"],"id":"foundation","name":"Apple Foundation Model","provider":"apple","type":"chat"}'
const potion =
  '{"capabilities":["embedding"],"dimensions":768,"id":"potion-base-4M","name":"Potion Base 4M","provider":"local","type":"embedding"}'
const chatModel = (id: string, name: string, provider: string) =>
  `{"capabilities":["chat","tool_calling"],"id":"${id}","name":"${name}","provider":"${provider}","type":"chat"}`

describe('list_models', () => {
  it('answers the models of the app itself', () => {
    expect(makeInference().simulators.list_models.answer(call('list_models', null))).toBe(
      `{"models":[${foundation},${potion}]}`,
    )
  })

  it('answers what the app was given between them, and remote models after them', () => {
    const { simulators, models } = makeInference()
    models.add({ id: 'gpt-5', name: 'GPT 5', provider: 'openai' })
    models.add({ id: 'qwen3-4b', name: 'Qwen3 4B' })
    models.add('mlx-community/llama')
    expect(simulators.list_models.answer(call('list_models', null))).toBe(
      `{"models":[${[
        foundation,
        chatModel('qwen3-4b', 'Qwen3 4B', 'local'),
        chatModel('mlx-community/llama', 'mlx-community/llama', 'local'),
        potion,
        chatModel('gpt-5', 'gpt-5', 'openai'),
      ].join()}]}`,
    )
  })

  it('leaves out what was removed, as a user does who hides it', () => {
    const { simulators, models } = makeInference()
    models.add('qwen3-4b')
    expect([models.remove('qwen3-4b'), models.remove('foundation')]).toEqual([true, true])
    expect([models.remove('qwen3-4b'), models.remove('foundation')]).toEqual([false, false])
    expect(simulators.list_models.answer(call('list_models', null))).toBe(`{"models":[${potion}]}`)
  })
})

describe('models', () => {
  it('keep the last of those with the same id', () => {
    const models = new ModelCatalogue()
    models.add('qwen3-4b')
    models.add({ id: 'qwen3-4b', provider: 'openrouter' })
    expect(models.list.filter(({ id }) => id === 'qwen3-4b')).toMatchObject([{ provider: 'openrouter' }])
  })

  it.each([5, null, {}, '', { id: 5 }, { id: '' }, { id: 'a', name: 5 }, { id: 'a', provider: '' }])(
    'refuse %j',
    (model) => {
      expect(() => new ModelCatalogue().add(model as never)).toThrow('INVALID_ARGUMENT')
    },
  )

  it.each(['foundation', 'potion-base-4M'])('have %s already', (id) => {
    expect(() => new ModelCatalogue().add(id)).toThrow('INVALID_ARGUMENT')
  })

  it('always have the one that embeds', () => {
    expect(() => new ModelCatalogue().remove('potion-base-4M')).toThrow('INVALID_ARGUMENT')
  })

  it('say what is wrong, and the way out', () => {
    expect(() => new ModelCatalogue().add({ name: 'Qwen' } as never)).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: INVALID_ARGUMENT: { name: "Qwen" } is no model.
        expected    an id, or { id, name?, provider? }, all of them text
        to fix      give its id, and the provider of a remote one: { id: 'gpt-5', provider: 'openai' }
        more        docs/errors/INVALID_ARGUMENT.md]
    `)
    expect(() => new ModelCatalogue().remove('potion-base-4M')).toThrowErrorMatchingInlineSnapshot(`
      [MockHostError: INVALID_ARGUMENT: The model "potion-base-4M" cannot be removed: it is one of the app's own.
        to fix      leave it: the app always has it
        more        docs/errors/INVALID_ARGUMENT.md]
    `)
  })
})
