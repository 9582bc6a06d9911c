/* The host table: layout, versions, NULL slots; the pool of trampolines and what its reuse means (R6). */
#include "install.h"
#include "kit.h"

#define POOL 511

static const uint32_t slots_since[] = {0, 0, 20, 21, 22, 23, 24};

static const void *slot_pointer(const osr_host_api *table, uint32_t slot) {
  return ((void *const *)(const void *)table)[slot + 1];
}

TEST(frozen_layout, "the host table has 200 bytes and the version in front") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  CHECK_NUMBER(sizeof *table, 200);
  CHECK_NUMBER(*(const uint32_t *)(const void *)table, 6);
  CHECK((const void *)table->config_get == slot_pointer(table, 0));
  CHECK((const void *)table->free_string == slot_pointer(table, 23));
  for (uint32_t slot = 0; slot < SLOTS; slot++)
    CHECK(slot_pointer(table, slot) != NULL);
  close_host(host);
}

TEST(older_versions, "a table of ABI version 2 to 6 ends where that version ended") {
  for (uint32_t version = 2; version <= 6; version++) {
    mh_host *host = open_host_with(version, 0, MH_BY_THREAD, JOURNAL_LIMIT);
    osr_host_api *table = install(host);
    CHECK_NUMBER(table->version, version);
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
      CHECK((slot_pointer(table, slot) != NULL) == (slot < slots_since[version]));
    }
    close_host(host);
  }
}

TEST(no_table, "ABI version 1 has no table") {
  mh_host *host = open_host_with(1, 0, MH_BY_THREAD, JOURNAL_LIMIT);
  mh_install *table = NULL;
  CHECK_NUMBER(mh_install_host(host, NULL, &table), MH_NO_HOST_TABLE);
  CHECK(table == NULL);
  CHECK(mh_install_table(host, NULL) == NULL);
  CHECK_NUMBER(mh_last_status(), MH_NO_HOST_TABLE);
  mh_host_close(host);
}

TEST(null_slots, "slots of the mask are NULL, and no others") {
  const uint32_t mask = 1u << LOG | 1u << LIST_MODELS | 1u << FREE_STRING;
  mh_host *host = open_host_with(6, mask, MH_BY_THREAD, JOURNAL_LIMIT);
  osr_host_api *table = install(host);
  for (uint32_t slot = 0; slot < SLOTS; slot++) {
    CHECK((slot_pointer(table, slot) == NULL) == ((mask >> slot & 1) != 0));
  }
  close_host(host);
}

TEST(every_set, "each of 511 installed hosts has trampolines of its own, the 512th gets none") {
  static mh_host *hosts[POOL];
  static osr_host_api *tables[POOL];
  for (uint32_t i = 0; i < POOL; i++) {
    hosts[i] = open_host_by_table();
    tables[i] = (osr_host_api *)(void *)mh_install_table(hosts[i], NULL);
    if (!CHECK(tables[i] != NULL)) break;
  }
  mh_host *one_too_many = open_host();
  CHECK(mh_install_table(one_too_many, NULL) == NULL);
  CHECK_NUMBER(mh_last_status(), MH_POOL_EXHAUSTED);
  for (uint32_t i = 1; i < POOL; i++)
    CHECK(tables[i]->log != tables[i - 1]->log);
  for (uint32_t i = POOL; i-- > 0;)
    close_host(hosts[i]);
  CHECK(install(one_too_many) != NULL);
  close_host(one_too_many);
}

static void log_through(void *table, uint32_t index) {
  (void)index;
  ((const osr_host_api *)table)->log(2, "late");
}

static void install_and_end(uint32_t times) {
  for (uint32_t i = 0; i < times; i++) {
    mh_host *host = open_host();
    install(host);
    close_host(host);
  }
}

TEST(late_for_ever, "a table whose trampolines were reused 600 times is late, on every thread") {
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  void (*first_log)(int, const char *) = table->log;
  close_host(host);
  install_and_end(600);
  CHECK(table->log != NULL && table->log != first_log);
  mh_host *later = open_host();
  install(later);
  const uint32_t before = last_drop();
  table->log(2, "late");
  run_thread(log_through, table);
  drops late = read_drops(before, 0);
  CHECK_NUMBER(late.count, 2);
  for (uint32_t i = 0; i < late.count; i++) {
    CHECK_NUMBER(late.drop[i]->reason, MH_LATE);
    CHECK_NUMBER(late.drop[i]->through, 0);
    CHECK_TEXT(drop_text(late.drop[i], 0), "late");
  }
  CHECK_NUMBER(count_calls(later), 0);
  forget_drops(&late);
  close_host(later);
}

TEST(null_stays_null, "a slot that was NULL is NULL in an ended table") {
  mh_host *host = open_host_with(6, 1u << EMBED, MH_BY_THREAD, JOURNAL_LIMIT);
  osr_host_api *table = install(host);
  close_host(host);
  install_and_end(600);
  CHECK(table->embed == NULL);
  CHECK(table->complete != NULL);
}

TEST(kept_sets, "trampolines that threads may still hold are reused after all others, said before or after") {
  for (int is_late = 0; is_late < 2; is_late++) {
    mh_host *host = open_host();
    osr_host_api *table = install(host);
    void (*first_log)(int, const char *) = table->log;
    if (!is_late) mh_keep_trampolines(install_of(table));
    close_host(host);
    install_and_end(2); /* it rests among others */
    if (is_late) mh_keep_trampolines(install_of(table));
    install_and_end(1200);
    CHECK(table->log == first_log);
  }
}

TEST(kept_too_late, "trampolines that have been reused are kept for the table that has them now alone") {
  mh_host *host = open_host();
  osr_host_api *former = install(host), *table = former;
  close_host(host);
  const uint32_t set = install_of(former)->set;
  do {
    host = open_host();
    table = install(host);
    close_host(host);
  } while (install_of(table)->set != set);
  void (*first_log)(int, const char *) = table->log;
  mh_keep_trampolines(install_of(former));
  install_and_end(1200);
  CHECK(table->log != first_log);
}
