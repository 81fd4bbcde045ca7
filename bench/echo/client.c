/*
 * The clients of the echo benchmark, all in one process:
 *   client PORT TOTAL ACTIVE WARM-UP-SECONDS SECONDS REPLY-SIZE MESSAGE [REPLY-SIZE MESSAGE]...
 * TOTAL clients connect; ACTIVE of them send a message, and the next one after each reply.
 * Prints "begin" after warming up, and "end MESSAGES SECONDS".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* HANG_MS, after which the clients give up, is that of tests/support/hang.ts. */
enum { MAX_EVENTS = 1024, MAX_FDS = 65536, HANG_MS = 300000 };

/* Pairs of the size of a reply and a message, which are sent in turn. */
static char **pairs, **next_pair;
static int missing[MAX_FDS];

static void check(long result, const char *call) {
  if (result >= 0) return;
  perror(call);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void ask(int fd) {
  missing[fd] = atoi(next_pair[0]);
  check(send(fd, next_pair[1], strlen(next_pair[1]), MSG_NOSIGNAL), "send");
  next_pair += 2;
  if (*next_pair == NULL) next_pair = pairs;
}

int main(int argc, char **argv) {
  if (argc < 8 || argc % 2 != 0) return 2;
  pairs = next_pair = argv + 6;
  int port = atoi(argv[1]), total = atoi(argv[2]), active = atoi(argv[3]);
  double warmup = atof(argv[4]), seconds = atof(argv[5]);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int epfd = epoll_create1(0), yes = 1;
  check(epfd, "epoll_create1");
  int *clients = calloc(total, sizeof *clients);
  for (int i = 0; i < total; i++) {
    int fd = clients[i] = socket(AF_INET, SOCK_STREAM, 0);
    check(fd, "socket");
    if (fd >= MAX_FDS) return 3;
    check(connect(fd, (struct sockaddr *)&address, sizeof address), "connect");
    check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes), "setsockopt");
  }
  for (int i = 0; i < active; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = clients[i]};
    check(epoll_ctl(epfd, EPOLL_CTL_ADD, clients[i], &event), "epoll_ctl");
    ask(clients[i]);
  }

  double start = 0, warm = now() + warmup;
  long messages = 0;
  for (;;) {
    struct epoll_event events[MAX_EVENTS];
    int ready = epoll_wait(epfd, events, MAX_EVENTS, HANG_MS);
    if (ready <= 0) return 4;
    for (int i = 0; i < ready; i++) {
      static char data[65536];
      int fd = events[i].data.fd;
      ssize_t got = recv(fd, data, sizeof data, 0);
      check(got - 1, "recv");
      missing[fd] -= got;
      if (missing[fd] < 0) return 5;
      if (missing[fd] > 0) continue;
      messages++;
      ask(fd);
    }
    double time = now();
    if (start == 0 && time >= warm) {
      printf("begin\n");
      fflush(stdout);
      start = time;
      messages = 0;
    } else if (start > 0 && messages > 0 && time >= start + seconds) {
      printf("end %ld %f\n", messages, time - start);
      return 0;
    }
  }
}
