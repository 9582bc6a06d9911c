/* The config of a host: by plugin, agent and key, and what of it the app would lose. */
#include "kit.h"

#include <stdio.h>

#define AGENT "7B1E7C5A-3F0E-4C55-9A55-0D6A3D1C9E11"
#define DEFAULT_AGENT "00000000-0000-0000-0000-000000000001"

enum { PRODUCTION = MH_RULE_CONFIG | MH_RULE_AGENT | MH_RULE_CONFIG_LIMIT | MH_RULE_CONTEXT };

static mh_host *open_keeping(uint32_t rules) {
  return mh_host_open(NULL, 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, 0, rules, 0);
}

/* What config_get answers now, given back. Valid until the next call. */
static const char *get(const osr_host_api *table, const char *key) {
  static char copy[64];
  const char *answer = table->config_get(key);
  if (answer == NULL) return NULL;
  snprintf(copy, sizeof copy, "%s", answer);
  table->free_string(answer);
  return copy;
}

static void act_as(mh_host *host, const char *agent) {
  mh_host_set_agent(host, mh_agent(agent));
}

TEST(written_and_read, "config_get finds what config_set wrote for that agent, until config_delete") {
  mh_host *host = open_keeping(MH_RULE_CONFIG);
  osr_host_api *table = install(host);
  act_as(host, AGENT);
  CHECK_TEXT(get(table, "token"), NULL);
  table->config_set("token", "T1");
  table->config_set("other", "");
  table->config_set("token", "T2");
  CHECK_TEXT(get(table, "token"), "T2");
  CHECK_TEXT(get(table, "other"), "");
  act_as(host, "SOMEBODY ELSE");
  CHECK_TEXT(get(table, "token"), NULL);
  act_as(host, AGENT);
  table->config_delete("token");
  CHECK_TEXT(get(table, "token"), NULL);
  CHECK_TEXT(get(table, "other"), "");
  close_host(host);
}

TEST(default_shows_through, "a value of the Default agent is everybody's, and shows again after a delete") {
  mh_host *host = open_keeping(PRODUCTION);
  osr_host_api *table = install(host);
  mh_config_set(host, 0, mh_agent(DEFAULT_AGENT), "region", "eu");
  act_as(host, AGENT);
  CHECK_TEXT(get(table, "region"), "eu");
  table->config_set("region", "us");
  CHECK_TEXT(get(table, "region"), "us");
  table->config_delete("region");
  CHECK_TEXT(get(table, "region"), "eu");
  close_host(host);
}

TEST(lost_without_agent,
     "as in the app, config of no agent and of the Default agent is lost and reads NULL") {
  const char *nobodies[] = {NULL, DEFAULT_AGENT};
  for (int i = 0; i < 2; i++) {
    mh_host *host = open_keeping(PRODUCTION);
    osr_host_api *table = install(host);
    mh_config_set(host, 0, mh_agent(DEFAULT_AGENT), "region", "eu");
    act_as(host, nobodies[i]);
    table->config_set("region", "us");
    table->config_delete("region");
    CHECK_TEXT(get(table, "region"), NULL);
    act_as(host, AGENT);
    CHECK_TEXT(get(table, "region"), "eu");
    calls read = read_calls(host);
    REQUIRE(read.count == 5);
    CHECK((read.entry[0]->flags & MH_FLAG_REFUSED) != 0);
    CHECK((read.entry[1]->flags & MH_FLAG_REFUSED) != 0);
    CHECK((read.entry[2]->flags & MH_FLAG_REFUSED) == 0);
    forget_calls(&read);
    close_host(host);
  }
}

TEST(kept_without_agent, "a permissive host keeps config of no agent apart from that of agents") {
  mh_host *host = open_keeping(MH_RULE_CONFIG);
  osr_host_api *table = install(host);
  table->config_set("token", "nobody's");
  CHECK_TEXT(get(table, "token"), "nobody's");
  act_as(host, AGENT);
  CHECK_TEXT(get(table, "token"), NULL);
  close_host(host);
}

TEST(largest_value, "a value of 1 MiB is kept, one of a byte more is lost") {
  mh_host *host = open_keeping(PRODUCTION);
  osr_host_api *table = install(host);
  char *value = malloc((1u << 20) + 2);
  memset(value, 'v', (1u << 20) + 1);
  value[(1u << 20) + 1] = '\0';
  act_as(host, AGENT);
  table->config_set("large", value);
  CHECK(table->config_get("large") == NULL);
  table->config_set("large", value + 1);
  const char *answer = table->config_get("large");
  CHECK(answer != NULL && strlen(answer) == 1u << 20);
  table->free_string(answer);
  free(value);
  close_host(host);
}

TEST(fixed_answer_is_final, "a prepared answer comes before the store") {
  mh_host *host = open_keeping(MH_RULE_CONFIG);
  osr_host_api *table = install(host);
  table->config_set("token", "stored");
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "prepared");
  CHECK_TEXT(get(table, "token"), "prepared");
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_NULL, NULL);
  CHECK_TEXT(get(table, "token"), NULL);
  close_host(host);
}

static void identify(mh_host *host, const char *id) {
  mh_plugin *plugin = mh_plugin_create();
  mh_plugin_identify(plugin, host, mh_agent(id));
  mh_plugin_destroy(plugin);
}

TEST(plugin_takes_over, "what was set before a plugin has an id becomes its own, and nobody else's") {
  mh_host *host = open_keeping(MH_RULE_CONFIG);
  osr_host_api *table = install(host);
  const uint32_t one = mh_agent("com.acme.one"), two = mh_agent("com.acme.two");
  act_as(host, AGENT);
  mh_config_set(host, 0, mh_agent(AGENT), "token", "T1");
  identify(host, "com.acme.one");
  CHECK_TEXT(get(table, "token"), "T1");
  identify(host, "com.acme.two");
  CHECK_TEXT(get(table, "token"), NULL);
  table->config_set("token", "T2");
  _Alignas(8) uint8_t out[256];
  const uint32_t size = mh_config_read(host, out, sizeof out);
  const mh_setting *first = (const mh_setting *)(const void *)out;
  const mh_setting *second = (const mh_setting *)(const void *)(out + first->size);
  CHECK_NUMBER(size, first->size + second->size);
  CHECK_NUMBER(first->plugin, one);
  CHECK_NUMBER(second->plugin, two);
  CHECK_NUMBER(second->agent, mh_agent(AGENT));
  CHECK(memcmp(second + 1, "tokenT2", 7) == 0);
  CHECK_NUMBER(mh_config_read(host, NULL, 0), size);
  close_host(host);
}

TEST(plugin_takes_over_once,
     "what a plugin wrote before it has an id takes the place of what was set for that id") {
  mh_host *host = open_keeping(MH_RULE_CONFIG);
  osr_host_api *table = install(host);
  act_as(host, AGENT);
  const uint32_t one = mh_agent("com.acme.one");
  mh_config_set(host, one, mh_agent(AGENT), "before", "kept");
  mh_config_set(host, one, mh_agent(AGENT), "both", "old");
  table->config_set("both", "new");
  identify(host, "com.acme.one");
  CHECK_TEXT(get(table, "before"), "kept");
  CHECK_TEXT(get(table, "both"), "new");
  table->config_delete("both");
  CHECK_TEXT(get(table, "both"), NULL);
  close_host(host);
}

static char known_token[64];

static void read_and_write(const char *key, const char *value) {
  const char *known = get(local.host, key);
  snprintf(known_token, sizeof known_token, "%s", known == NULL ? "none" : known);
  local.host->config_set(key, value);
}

TEST(unknown_plugin_has_its_own,
     "a second plugin without an id yet has no settings of the first, nor changes them") {
  mh_host *host = mh_host_open(mh_mailbox_open(), 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, 0, MH_RULE_CONFIG, 0);
  osr_host_api *table = install(host);
  table->config_set("token", "T1");
  mh_plugin *first = load_local(table);
  mh_plugin_identify(first, host, mh_agent("com.acme.one"));
  mh_plugin *second = load_local(table), *third = load_local(table);
  local.config_changed = read_and_write;
  CHECK_NUMBER(call_local(second, table, MH_FRAME_ON_CONFIG_CHANGED, "token", "T2"), MH_OK);
  CHECK_TEXT(known_token, "none");
  CHECK_NUMBER(call_local(third, table, MH_FRAME_ON_CONFIG_CHANGED, "token", "T3"), MH_OK);
  CHECK_TEXT(known_token, "none");
  CHECK_TEXT(get(table, "token"), "T1");
  mh_plugin_identify(second, host, mh_agent("com.acme.two"));
  CHECK_TEXT(get(table, "token"), "T2");
  mh_plugin_identify(third, host, mh_agent("com.acme.three"));
  CHECK_TEXT(get(table, "token"), "T3");
  unload_local(third, table);
  unload_local(second, table);
  unload_local(first, table);
  close_host(host);
}

TEST(unknown_plugins_side_by_side,
     "of several first plugins each has what was set before and what it has set itself, failed ones too") {
  mh_host *host = mh_host_open(mh_mailbox_open(), 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, 0, MH_RULE_CONFIG, 0);
  osr_host_api *table = install(host);
  table->config_set("token", "T0");
  mh_plugin *failed = load_local(table), *one = load_local(table), *two = load_local(table);
  mh_plugin *loaded[] = {failed, one, two};
  const char *values[] = {"T-failed", "T1", "T2"};
  local.config_changed = read_and_write;
  for (int i = 0; i < 3; i++) {
    CHECK_NUMBER(call_local(loaded[i], table, MH_FRAME_ON_CONFIG_CHANGED, "token", values[i]), MH_OK);
    CHECK_TEXT(known_token, "T0");
  }
  unload_local(failed, table);
  mh_plugin_identify(one, host, mh_agent("com.acme.one"));
  CHECK_TEXT(get(table, "token"), "T1");
  CHECK_NUMBER(call_local(two, table, MH_FRAME_ON_CONFIG_CHANGED, "token", "T3"), MH_OK);
  CHECK_TEXT(known_token, "T2");
  mh_plugin_identify(two, host, mh_agent("com.acme.two"));
  CHECK_TEXT(get(table, "token"), "T3");
  CHECK_NUMBER(call_local(one, table, MH_FRAME_ON_CONFIG_CHANGED, "token", "T4"), MH_OK);
  CHECK_TEXT(known_token, "T1");
  unload_local(two, table);
  unload_local(one, table);
  close_host(host);
}

static void delete_key(const char *key, const char *value) {
  (void)value;
  local.host->config_delete(key);
}

TEST(unknown_first_plugin, "the first plugin has what was set before it had an id, and may change it") {
  mh_host *host = mh_host_open(mh_mailbox_open(), 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, 0, MH_RULE_CONFIG, 0);
  osr_host_api *table = install(host);
  table->config_set("token", "T1");
  mh_plugin *plugin = load_local(table);
  local.config_changed = read_and_write;
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_ON_CONFIG_CHANGED, "token", "T2"), MH_OK);
  CHECK_TEXT(known_token, "T1");
  CHECK_TEXT(get(table, "token"), "T2");
  local.config_changed = delete_key;
  CHECK_NUMBER(call_local(plugin, table, MH_FRAME_ON_CONFIG_CHANGED, "token", ""), MH_OK);
  CHECK_TEXT(get(table, "token"), NULL);
  unload_local(plugin, table);
  close_host(host);
}

TEST(new_host_knows_nothing, "a host that is made again starts with an empty store") {
  mh_host *host = open_keeping(MH_RULE_CONFIG);
  osr_host_api *table = install(host);
  table->config_set("token", "T1");
  close_host(host);
  mh_host *again = open_keeping(MH_RULE_CONFIG);
  CHECK_NUMBER(mh_config_read(again, NULL, 0), 0);
  close_host(again);
}

static const char *in_entry[2];

static void call_in_entry(const osr_host_api *host) {
  host->log(2, "too early");
  host->config_set("token", "T1");
  in_entry[0] = host->config_get("token");
  in_entry[1] = host->list_models();
}

TEST(entry_has_no_context, "as in the app, calls of the entry function have no context") {
  mh_host *host = mh_host_open(mh_mailbox_open(), 6, 0, MH_BY_THREAD, JOURNAL_LIMIT, 0, PRODUCTION, 0);
  osr_host_api *table = install(host);
  local_entry = call_in_entry;
  mh_plugin *plugin = load_local(table);
  local_entry = NULL;
  REQUIRE(plugin != NULL);
  CHECK(in_entry[0] == NULL);
  CHECK(in_entry[1] != NULL && strstr(in_entry[1], "\"context_unavailable\"") != NULL);
  table->free_string(in_entry[1]);
  calls read = read_calls(host);
  REQUIRE(read.count >= 4);
  for (uint32_t i = 0; i < 4; i++)
    CHECK((read.entry[i]->flags & MH_FLAG_REFUSED) != 0);
  forget_calls(&read);
  CHECK_NUMBER(mh_config_read(host, NULL, 0), 0);
  unload_local(plugin, table);
  close_host(host);
}

static void write_and_read(void *argument, uint32_t index) {
  const osr_host_api *table = argument;
  char key[16];
  snprintf(key, sizeof key, "key %u", index);
  for (int i = 0; i < 500; i++) {
    table->config_set(key, "a value");
    table->config_set("shared", key);
    const char *answer = table->config_get(key);
    CHECK_TEXT(answer, "a value");
    table->free_string(answer);
    table->config_delete(key);
  }
}

TEST(thread_config, "many threads write, read and delete at once") {
  mh_host *host = open_keeping(MH_RULE_CONFIG);
  osr_host_api *table = install(host);
  run_threads(8, write_and_read, table);
  CHECK_NUMBER(count_calls(host), 8 * 500 * 5);
  close_host(host);
}

TEST(mix_up,
     "free_string that lands in log_structured is recognised before the other registers are touched") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "value");
  const char *answer = table->config_get("key");
  void (*misplaced)(const char *, uintptr_t, uintptr_t);
  *(void **)&misplaced = *(void **)&table->log_structured;
  misplaced(answer, 1, 2);
  calls read = read_calls(host);
  REQUIRE(read.count == 2);
  CHECK_NUMBER(read.entry[1]->slot, LOG_STRUCTURED);
  CHECK_NUMBER(read.entry[1]->flags & (MH_FLAG_MIX_UP | MH_FLAG_REFUSED), MH_FLAG_MIX_UP | MH_FLAG_REFUSED);
  CHECK_NUMBER(read.entry[1]->level, (int32_t)(uint32_t)(uintptr_t)answer);
  CHECK_TEXT(text_of(read.entry[1], 0), NULL);
  forget_calls(&read);
  table->free_string(answer);
  table->log_structured(-1, "an odd level", NULL);
  CHECK_NUMBER(count_calls(host), 2);
  close_host(host);
}
