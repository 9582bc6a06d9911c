import { MockHostError } from '../../errors/mockhost-error.js'
import { printValue } from '../../report/print-value.js'
import type { HostModel, HostModels, ListedModel } from './contract.js'

/** The model behind `embed`. */
export const embeddingModel = 'potion-base-4M'

const foundation: ListedModel = {
  id: 'foundation',
  name: 'Apple Foundation Model',
  provider: 'apple',
  type: 'chat',
  capabilities: ['chat'],
}

/** The app tells another number than it answers (fact sheet, section 7.5). */
const embedding: ListedModel = {
  id: embeddingModel,
  name: 'Potion Base 4M',
  provider: 'local',
  type: 'embedding',
  dimensions: 768,
  capabilities: ['embedding'],
}

/** The models of one app, in the order of the app: its own, local ones, the embedding model, remote ones. */
export class ModelCatalogue implements HostModels {
  #hasFoundation = true
  readonly #added = new Map<string, ListedModel>()

  get list(): readonly ListedModel[] {
    const added = [...this.#added.values()]
    return [
      ...(this.#hasFoundation ? [foundation] : []),
      ...added.filter(isLocal),
      embedding,
      ...added.filter((model) => !isLocal(model)),
    ]
  }

  add(model: string | HostModel): void {
    const given: HostModel = typeof model === 'string' ? { id: model } : model
    if (!isModel(given)) throw noModel(model)
    if (given.id === foundation.id || given.id === embedding.id) throw ownModel(given.id, 'added')
    this.#added.delete(given.id)
    this.#added.set(given.id, listed(given))
  }

  remove(id: string): boolean {
    if (id === embedding.id) throw ownModel(id, 'removed')
    if (id !== foundation.id) return this.#added.delete(id)
    const wasThere = this.#hasFoundation
    this.#hasFoundation = false
    return wasThere
  }
}

function isLocal({ provider }: ListedModel): boolean {
  return provider === 'local'
}

function listed({ id, name = id, provider = 'local' }: HostModel): ListedModel {
  const shown = provider === 'local' ? name : id
  return { id, name: shown, provider, type: 'chat', capabilities: ['chat', 'tool_calling'] }
}

function isModel(model: unknown): boolean {
  if (typeof model !== 'object' || model === null) return false
  const { id, name, provider } = model as Record<string, unknown>
  return isName(id) && (name === undefined || isName(name)) && (provider === undefined || isName(provider))
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function noModel(model: unknown): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `${printValue(model)} is no model.`,
    details: [['expected', 'an id, or { id, name?, provider? }, all of them text']],
    fix: "give its id, and the provider of a remote one: { id: 'gpt-5', provider: 'openai' }",
  })
}

function ownModel(id: string, what: 'added' | 'removed'): MockHostError {
  return new MockHostError({
    code: 'INVALID_ARGUMENT',
    message: `The model "${id}" cannot be ${what}: it is one of the app's own.`,
    fix: what === 'added' ? 'add a model with another id' : 'leave it: the app always has it',
  })
}
