import { sortedJSON } from '../../abi/sorted-json.js'
import type { SimulatedHost, Simulator, SlotAnswer, SlotCall } from '../simulation/contract.js'
import { Cancellations } from './cancellations.js'
import { chatRequestFault, readChatRequest } from './chat-request.js'
import { completionText } from './completion.js'
import type { HostModels } from './contract.js'
import { embeddingsText, readEmbedRequest } from './embed.js'
import { failure, invalidRequest, pluginBusy, unprepared } from './failures.js'
import { InFlight } from './in-flight.js'
import { resolveModel } from './model-name.js'
import { ModelCatalogue } from './models.js'
import { type Plan, planAnswer } from './plan.js'
import { StreamPlayer } from './stream-player.js'

type InferenceSlot = 'complete' | 'complete_stream' | 'complete_cancel' | 'embed' | 'list_models'

/** A simulator for each slot of inference. */
export type InferenceSimulators = Readonly<Record<InferenceSlot, Simulator>>

/** What stands behind the slots of inference of one host (fact sheet, section 7). Models answer what tests prepare. */
export class Inference {
  readonly models: HostModels = new ModelCatalogue()
  readonly #host: SimulatedHost
  readonly #inFlight: InFlight
  readonly #cancellations = new Cancellations()

  constructor(host: SimulatedHost) {
    this.#host = host
    this.#inFlight = new InFlight(host.limits.inferencesInFlight)
  }

  readonly simulators: InferenceSimulators = {
    complete: {
      admit: (call) => this.#admit(call, chatRequestFault),
      answer: () => unprepared('complete'),
      isUnprepared: () => true,
      prepare: (answer) => prepareChat(answer, (plan, call) => this.#complete(plan, call)),
      fail: (code, message) => failure(code, message),
    },
    complete_stream: {
      admit: (call) => this.#admit(call, chatRequestFault),
      answer: () => unprepared('complete_stream'),
      isUnprepared: () => true,
      prepare: (answer) => prepareChat(answer, (plan, call) => this.#stream(plan, call)),
      fail: (code, message) => failure(code, message),
    },
    complete_cancel: {
      answer: (call) => {
        this.#cancellations.cancel(call)
        return null
      },
    },
    embed: {
      admit: (call) => this.#admit(call, embedRequestFault),
      answer: embed,
      fail: (code, message) => failure(code, message),
    },
    list_models: { answer: () => sortedJSON({ models: this.models.list }) },
  }

  /** The app looks at the limit before it reads the request. */
  #admit(call: SlotCall, faultOf: (request: string) => string | undefined): string | (() => void) {
    if (this.#inFlight.isFull(call.pluginId)) return pluginBusy(this.#host.limits.inferencesInFlight)
    const fault = faultOf(call.texts[0] ?? '')
    return fault === undefined ? this.#inFlight.enter(call.pluginId) : invalidRequest(fault)
  }

  #complete(plan: Plan, call: SlotCall): string {
    const { model, prompts } = readChatRequest(call)
    return completionText(plan, { model: resolveModel(model, this.models), prompts, now: this.#host.clock.now() })
  }

  #stream(plan: Plan, call: SlotCall): SlotAnswer {
    const { model, streamId } = readChatRequest(call)
    const player = new StreamPlayer(plan, {
      model: resolveModel(model, this.models),
      hasChunkCallback: call.hasChunkCallback,
      stream: this.#cancellations.start(call.pluginId, streamId),
    })
    return player.play()
  }
}

type AnswerPlan = (plan: Plan, call: SlotCall) => SlotAnswer

/** A script becomes an answer for each call; what already is an answer of the app stays as it is. */
function prepareChat(answer: object, answerPlan: AnswerPlan): string | ((call: SlotCall) => SlotAnswer) {
  if (isAnswerOfApp(answer)) return sortedJSON(answer)
  const plan = planAnswer(answer)
  return (call) => answerPlan(plan, call)
}

function isAnswerOfApp(answer: object): boolean {
  return 'choices' in answer || ('error' in answer && typeof answer.error === 'string')
}

function embedRequestFault(text: string): string | undefined {
  const request = readEmbedRequest(text)
  return typeof request === 'string' ? request : undefined
}

function embed(call: SlotCall): string {
  const request = readEmbedRequest(call.texts[0] ?? '')
  return typeof request === 'string' ? invalidRequest(request) : embeddingsText(request)
}
