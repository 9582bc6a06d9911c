import { type Fact, modelled, open, reasons, type Section } from '../fact.js'

const driver = 'test/plugin/plugin-driver.test.ts'
const configRules = 'test/host/rules/config-rules.test.ts'
const store = 'test/host/config.test.ts'
const storeInC = 'native/test/config_test.c'
const deliveries = 'test/plugin/config-deliveries.test.ts'

const stored: readonly Fact[] = [
  modelled('belongs to an agent', store, 'finds what config_set wrote for the same agent'),
  modelled(
    'belongs to a plugin',
    storeInC,
    "what was set before a plugin has an id becomes its own, and nobody else's",
  ),
  modelled(
    'ids of agents are compared in either case',
    store,
    'takes an agent id for the same in upper and in lower case',
  ),
  modelled("reads fall back to the Default agent's value", store, "falls back to the Default agent's value"),
  modelled(
    'writes and deletes touch only the exact agent, so after a delete the default shows',
    storeInC,
    "a value of the Default agent is everybody's, and shows again after a delete",
  ),
  modelled(
    'without an agent a read answers NULL and a write is lost',
    storeInC,
    'as in the app, config of no agent and of the Default agent is lost and reads NULL',
  ),
  modelled('such a call is a violation', configRules, 'says that a read answers NULL and a write is lost'),
  modelled('the Default agent counts as none', configRules, 'is broken for the Default agent'),
  modelled('a value above 1 MiB is dropped', store, 'loses a value above 1 MiB, in bytes'),
  modelled('such a value is a violation', configRules, 'counts bytes of UTF-8, not characters'),
  modelled('the empty text is a value', store, 'answers a text as it was written'),
  modelled('config survives a reload of the plugin', deliveries, 'starts anew upon a reload, over the same config'),
]

const delivered: readonly Fact[] = [
  modelled('a push has a key and a value', driver, 'calls on_config_changed with key and value'),
  modelled(
    'what the user saves is delivered to on_config_changed for its agent',
    deliveries,
    'is delivered to on_config_changed for its agent',
  ),
  modelled(
    'a write of the plugin does not call its own on_config_changed',
    deliveries,
    'of the plugin itself is not delivered, and does not count as delivered',
  ),
  modelled('a delete is delivered as the empty text', deliveries, 'that clears a value is delivered as an empty text'),
  modelled(
    'a value that was delivered last, to that agent for that key, is not delivered again',
    deliveries,
    'is not delivered again while it is what was delivered last',
  ),
  modelled(
    'what was delivered last is forgotten at shutdown',
    deliveries,
    'starts anew upon a reload, over the same config',
  ),
  modelled(
    'a loaded plugin gets a snapshot of the fields that it declares and that have a value, for each agent',
    deliveries,
    'get the declared fields that have a value, when the plugin is loaded',
  ),
  modelled(
    "the snapshot has the agent's value, else that of the Default agent",
    deliveries,
    'get the declared fields that have a value, when the plugin is loaded',
  ),
  open('a field without a value is sent with its default', 'it is, and no test shows it yet'),
  modelled(
    'defaults of fields become texts, numbers as Swift writes them',
    'test/plugin/config-fields.test.ts',
    '%j is sent as %s',
  ),
  modelled(
    'an agent that is added gets a snapshot',
    deliveries,
    'get them when they are added, and again when they reconnect',
  ),
  modelled(
    'an agent that reconnects gets it again, whatever was delivered before',
    deliveries,
    'get them when they are added, and again when they reconnect',
  ),
  modelled(
    'an agent that is removed gets tunnel_url as the empty text, then its config is wiped',
    deliveries,
    'lose the tunnel, then their config, when they are removed',
  ),
  modelled(
    'plugins with routes get tunnel_url, the URL or the empty text',
    deliveries,
    'is delivered to plugins with routes, up and down, and can be read',
  ),
  modelled('a tunnel that is up is part of the snapshot', deliveries, 'that is up already is delivered upon loading'),
  modelled(
    'config_get reads tunnel_url too',
    deliveries,
    'is delivered to plugins with routes, up and down, and can be read',
  ),
  modelled(
    'plugins without routes do not get tunnel_url',
    'test/host/app-config.test.ts',
    'tells a plugin without routes nothing of the tunnel',
  ),
  modelled(
    'a plugin without on_config_changed is sent nothing',
    deliveries,
    'is only stored when the plugin does not listen',
  ),
  open('the settings view checks what the user enters against the validation of its field', reasons.app),
]

export const config: Section = { number: '10', name: 'Config', facts: [...stored, ...delivered] }
