/**
 * The hot path: what instructions are counted of. A name is that of a path in hot_path.c, a title that of its figure
 * in bench/instructions.json.
 */
export const paths = [
  { name: 'log', title: 'log, install thread' },
  { name: 'log-background', title: 'log, background thread' },
  { name: 'config-get', title: 'config_get answered in C' },
  { name: 'free-string', title: 'free_string' },
  { name: 'agent', title: 'get_active_agent_id' },
]
