/* Fresh threads for calls that a test makes itself. */
#include "kit.h"

#include <dirent.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

TEST(background, "a call on a runner is a background call on a thread of that name") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "value");
  osr_host_api *table = install(host);
  mh_runner *runner = mh_runner_start("refresher");
  mh_job *job = mh_runner_call(mailbox, runner, install_of(table), CONFIG_GET, 0, "key", NULL, 0);
  serve_until_done(mailbox, job);
  CHECK_TEXT(event_text(mailbox), "value");
  CHECK_NUMBER(mh_mailbox_event(mailbox)->status, MH_OK);
  mh_job_release(job);
  calls read = read_calls(host);
  REQUIRE(read.count == 2);
  CHECK((read.entry[0]->flags & MH_FLAG_BACKGROUND) != 0);
  char name[64];
  uint32_t os_id = 0;
  CHECK_NUMBER(mh_thread_info(read.entry[0]->thread, &os_id, name), MH_OK);
  CHECK_TEXT(name, "refresher");
  forget_calls(&read);
  mh_runner_stop(runner);
  close_host(host);
}

TEST(null_slot, "a NULL slot is told, and a pointer can be given back") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host_with(6, 1u << EMBED, MH_BY_THREAD, JOURNAL_LIMIT);
  mh_host_set_answer(host, CONFIG_GET, MH_ANSWER_TEXT, "value");
  osr_host_api *table = install(host);
  const char *answer = table->config_get("key");
  mh_runner *runner = mh_runner_start(NULL);
  mh_job *job = mh_runner_call(mailbox, runner, install_of(table), EMBED, 0, "{}", NULL, 0);
  serve_until_done(mailbox, job);
  CHECK_NUMBER(mh_mailbox_event(mailbox)->status, MH_SLOT_IS_NULL);
  mh_job_release(job);
  job = mh_runner_call(mailbox, runner, install_of(table), FREE_STRING, 0, NULL, NULL, (uintptr_t)answer);
  serve_until_done(mailbox, job);
  mh_job_release(job);
  uint32_t counts[4];
  mh_install_counts(install_of(table), counts);
  CHECK_NUMBER(counts[1], 1);
  mh_runner_stop(runner);
  mh_runner_stop(NULL);
  close_host(host);
}

TEST(threads_stopped, "a call that was given before the stop is still made") {
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_host();
  osr_host_api *table = install(host);
  for (int i = 0; i < MANY(1000); i++) {
    mh_runner *runner = mh_runner_start("short");
    mh_job *job = mh_runner_call(mailbox, runner, install_of(table), LOG, 1, "last words", NULL, 0);
    mh_runner_stop(runner);
    serve_until_done(mailbox, job);
    mh_job_release(job);
  }
  CHECK_NUMBER(count_calls(host), MANY(1000));
  close_host(host);
}

#ifdef __linux__

/* Threads of this process by name. */
static uint32_t count_threads(const char *wanted) {
  uint32_t count = 0;
  DIR *tasks = opendir("/proc/self/task");
  if (tasks == NULL) return 0;
  for (struct dirent *task; (task = readdir(tasks)) != NULL;) {
    char name[64];
    mh_os_thread_name((uint32_t)strtoul(task->d_name, NULL, 10), name);
    count += strcmp(name, wanted) == 0;
  }
  closedir(tasks);
  return count;
}

/* One runner rests, one has a call in progress that nobody will answer. */
static void start_runners_and_end(void *unused, uint32_t index) {
  (void)unused, (void)index;
  mh_mailbox *mailbox = mh_mailbox_open();
  mh_host *host = open_asking_host();
  osr_host_api *table = install(host);
  CHECK(mh_runner_start("left behind") != NULL);
  mh_runner *busy = mh_runner_start("left behind");
  mh_runner_call(mailbox, busy, install_of(table), TASK_STATUS, 0, "question", NULL, 0);
  while (mh_journal_count(host) < 1 || count_threads("left behind") < 2)
    sched_yield();
}

TEST(thread_ends_runners, "the end of the thread that started runners ends them, at rest or in a call") {
  run_thread(start_runners_and_end, NULL);
  while (count_threads("left behind") > 0)
    sched_yield();
}

#endif
