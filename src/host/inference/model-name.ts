import type { HostModels } from './contract.js'

/** Stands for the model that the user chose for the agent: no host knows of one. */
export const agentModel = 'mockhost-agent-model'
/** Stands for the local model of an app that has none. */
export const localModel = 'mockhost-local-model'

/**
 * The model that answers a request: `''` and `default`, in any case, are that of the agent, `local` is the first local
 * one, and everything else is what it says (fact sheet, section 7.1).
 */
export function resolveModel(asked: string, models: HostModels): string {
  const name = asked.toLowerCase()
  if (name === '' || name === 'default') return agentModel
  if (name === 'foundation') return 'foundation'
  if (name !== 'local') return asked
  return models.list.find(({ provider, type }) => provider === 'local' && type === 'chat')?.id ?? localModel
}
