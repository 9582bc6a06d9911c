import { compilePlugin } from './compile-plugin.js'

/**
 * A plugin whose tools ask for config "gate", so that the test holds the gate, and log "behind the gate" on the same
 * thread when they have the answer.
 */
export function compileGate(): Promise<string> {
  return compilePlugin('gate', source)
}

const source = `static const osr_host_api *table;
static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  kit_give_back(table, table->config_get("gate"));
  kit_log(table, "behind the gate");
  return kit_invoke_echo(ctx, type, id, payload);
}
static const char *get_manifest(osr_plugin_ctx ctx) { (void)ctx; return kit_manifest("com.example.gate"); }
static const osr_plugin_api plugin_api = {kit_free_string, kit_init, kit_destroy, get_manifest, invoke, 6, 0, 0, 0};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { table = host; return &plugin_api; }
`
