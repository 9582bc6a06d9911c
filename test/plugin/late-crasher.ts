import { compilePlugin } from './compile-plugin.js'

/**
 * A plugin that ends as it is told, where no promise of the test may be waiting any more: the tool `plan` says how and
 * after how many milliseconds `on_task_event`, `on_config_changed` and the route /slow end; `go` dispatches a task besides,
 * and `go_and_crash` crashes after that.
 */
export function compileLateCrasher(name = 'late_crasher'): Promise<string> {
  return compilePlugin(name, source(name))
}

/** How the plugin ends: by a NULL pointer, by exit(3), never, or not at all. */
export interface Plan {
  readonly how: 'null' | 'exit' | 'hang' | 'return'
  readonly ms?: number
}

const source = (name: string) => `static const osr_host_api *table;
static int *volatile nowhere;
static char *how;
static long ms;
static void plan(const char *args) {
  free(how);
  how = json_string(args, "how");
  ms = json_integer(args, "ms", 0);
}
static void follow_plan(const char *where) {
  kit_log(table, where);
  kit_sleep_ms(ms);
  if (strcmp(how, "null") == 0) *nowhere = 1;
  if (strcmp(how, "exit") == 0) exit(3);
  while (strcmp(how, "hang") == 0) kit_sleep_ms(1000);
}
static const char *invoke(osr_plugin_ctx ctx, const char *type, const char *id, const char *payload) {
  (void)ctx; (void)type;
  if (strcmp(id, "crash") != 0) plan(payload);
  if (strncmp(id, "go", 2) == 0) kit_give_back(table, table->dispatch("{\\"prompt\\":\\"p\\"}"));
  if (strcmp(id, "go_and_crash") == 0 || strcmp(id, "crash") == 0) *nowhere = 1;
  return kit_echo(payload);
}
static const char *handle_route(osr_plugin_ctx ctx, const char *request) {
  (void)ctx; (void)request;
  follow_plan("route");
  return json_format("{\\"status\\":200}");
}
static void on_config_changed(osr_plugin_ctx ctx, const char *key, const char *value) {
  (void)ctx; (void)key; (void)value;
  follow_plan("config");
}
static void on_task_event(osr_plugin_ctx ctx, const char *id, int type, const char *event) {
  (void)ctx; (void)id; (void)type; (void)event;
  follow_plan("event");
}
static const char *get_manifest(osr_plugin_ctx ctx) {
  (void)ctx;
  return kit_manifest_with("com.example.${name}", "\\"tools\\":[" KIT_TOOL("plan", "") "," KIT_TOOL("crash", "") ","
    KIT_TOOL("go", "") "," KIT_TOOL("go_and_crash", "") "],\\"routes\\":[{\\"id\\":\\"slow\\",\\"path\\":\\"/slow\\","
    "\\"methods\\":[\\"GET\\"],\\"auth\\":\\"none\\"}]");
}
static const osr_plugin_api plugin_api = {kit_free_string, kit_init, kit_destroy, get_manifest, invoke, 6, handle_route,
  on_config_changed, on_task_event};
const osr_plugin_api *osaurus_plugin_entry_v2(const osr_host_api *host) { table = host; return &plugin_api; }
`
