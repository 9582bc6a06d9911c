#define _GNU_SOURCE
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* A write to nobody is an error, not a signal. */
#ifdef MSG_NOSIGNAL
#define QUIETLY MSG_NOSIGNAL
#else
#define QUIETLY 0
#endif

#ifdef MSG_CMSG_CLOEXEC
#define CLOSED_ON_EXEC MSG_CMSG_CLOEXEC
#else
#define CLOSED_ON_EXEC 0
#endif

bool mh__wire_pair(int ends[2]) {
#ifdef SOCK_CLOEXEC
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
#else
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return false;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return true;
#endif
}

mh__wire *mh__wire_open(int fd) {
  mh__wire *wire = calloc(1, sizeof *wire);
  if (wire == NULL) {
    close(fd);
    return NULL;
  }
#ifdef SO_NOSIGPIPE
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
#endif
  wire->fd = fd;
  return wire;
}

void mh__wire_close(mh__wire *wire) {
  if (wire == NULL) return;
  close(wire->fd);
  free(wire->memory);
  free(wire);
}

/* Skips what is written. */
static void advance(struct msghdr *header, size_t written) {
  while (written > 0 && header->msg_iovlen > 0) {
    struct iovec *part = header->msg_iov;
    if (written < part->iov_len) {
      part->iov_base = (char *)part->iov_base + written;
      part->iov_len -= written;
      return;
    }
    written -= part->iov_len;
    header->msg_iov++;
    header->msg_iovlen--;
  }
}

static bool send_all(int fd, struct msghdr *header) {
  while (header->msg_iovlen > 0) {
    const ssize_t written = sendmsg(fd, header, QUIETLY);
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    /* The descriptor goes with the first byte. */
    header->msg_control = NULL;
    header->msg_controllen = 0;
    advance(header, (size_t)written);
  }
  return true;
}

static int fill_parts(struct iovec parts[1 + MH_WIRE_TEXTS], mh__message *message,
                      const char *const texts[MH_WIRE_TEXTS]) {
  int count = 1;
  for (int i = 0; i < MH_WIRE_TEXTS; i++) {
    const char *text = texts == NULL ? NULL : texts[i];
    message->length[i] = text == NULL ? 0 : (uint32_t)(strlen(text) + 1);
    if (text != NULL) parts[count++] = (struct iovec){(void *)(uintptr_t)text, message->length[i]};
  }
  parts[0] = (struct iovec){message, sizeof *message};
  return count;
}

bool mh__wire_send(int fd, mh__message *message, const char *const texts[MH_WIRE_TEXTS]) {
  struct iovec parts[1 + MH_WIRE_TEXTS];
  struct msghdr header = {.msg_iov = parts};
  header.msg_iovlen = (size_t)fill_parts(parts, message, texts);
  return send_all(fd, &header);
}

bool mh__wire_hand_over(int fd, mh__message *message, const char *const texts[MH_WIRE_TEXTS], int handed) {
  struct iovec parts[1 + MH_WIRE_TEXTS];
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof handed)] = {0};
  struct msghdr header = {.msg_iov = parts, .msg_control = control, .msg_controllen = sizeof control};
  header.msg_iovlen = (size_t)fill_parts(parts, message, texts);
  struct cmsghdr *attached = CMSG_FIRSTHDR(&header);
  attached->cmsg_level = SOL_SOCKET;
  attached->cmsg_type = SCM_RIGHTS;
  attached->cmsg_len = CMSG_LEN(sizeof handed);
  memcpy(CMSG_DATA(attached), &handed, sizeof handed);
  return send_all(fd, &header);
}

static bool receive_all(int fd, void *out, size_t size) {
  for (char *at = out; size > 0;) {
    const ssize_t got = recv(fd, at, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    size -= (size_t)got;
  }
  return true;
}

static bool receive_texts(mh__wire *wire) {
  size_t size = 0;
  for (int i = 0; i < MH_WIRE_TEXTS; i++)
    size += wire->in.length[i];
  if (size > wire->capacity) {
    char *larger = realloc(wire->memory, size);
    if (larger == NULL) return false;
    wire->memory = larger;
    wire->capacity = size;
  }
  if (!receive_all(wire->fd, wire->memory, size)) return false;
  char *at = wire->memory;
  for (int i = 0; i < MH_WIRE_TEXTS; i++) {
    const uint32_t length = wire->in.length[i];
    wire->text[i] = length == 0 ? NULL : at;
    if (length > 0) at[length - 1] = '\0';
    at += length;
  }
  return true;
}

bool mh__wire_receive(mh__wire *wire) {
  return receive_all(wire->fd, &wire->in, sizeof wire->in) && receive_texts(wire);
}

char *mh__wire_keep_texts(mh__wire *wire) {
  char *memory = wire->memory;
  wire->memory = NULL;
  wire->capacity = 0;
  return memory;
}

static int attached_to(struct msghdr *header) {
  int handed = -1;
  struct cmsghdr *attached = CMSG_FIRSTHDR(header);
  if (attached == NULL || attached->cmsg_type != SCM_RIGHTS) return -1;
  memcpy(&handed, CMSG_DATA(attached), sizeof handed);
  fcntl(handed, F_SETFD, FD_CLOEXEC);
  return handed;
}

bool mh__wire_take_over(mh__wire *wire, int *handed) {
  _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof *handed)];
  struct iovec part = {&wire->in, sizeof wire->in};
  struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
  ssize_t got;
  *handed = -1;
  do {
    header.msg_control = control;
    header.msg_controllen = sizeof control;
    got = recvmsg(wire->fd, &header, CLOSED_ON_EXEC);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  *handed = attached_to(&header);
  const size_t rest = sizeof wire->in - (size_t)got;
  return receive_all(wire->fd, (char *)&wire->in + got, rest) && receive_texts(wire);
}
