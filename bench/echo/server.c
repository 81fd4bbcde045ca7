/* The echo server of the benchmark in C: server select|poll|epoll. Prints its port. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_CLIENTS = 20000, BUFSIZE = 1024, MAX_EVENTS = 1024 };

static int listener;

static void check(int result, const char *call) {
  if (result >= 0) return;
  perror(call);
  exit(1);
}

static void open_listener(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof address;
  check(listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
  check(bind(listener, (struct sockaddr *)&address, sizeof address), "bind");
  check(listen(listener, 4096), "listen");
  check(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
}

static int accept_client(void) {
  return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/* Receives a message. Returns 1, 0 if nothing can be received yet, or -1 at the end of the stream. */
static int receive(int fd) {
  char data[BUFSIZE];
  ssize_t size = recv(fd, data, sizeof data, 0);
  if (size > 0) return 1;
  return size < 0 && errno == EAGAIN ? 0 : -1;
}

static void reply(int fd, const char *text) {
  if (send(fd, text, strlen(text), MSG_NOSIGNAL) < 0) perror("send");
}

static void serve_select(void) {
  static int rlist[FD_SETSIZE], wlist[FD_SETSIZE];
  static char wants_reply[FD_SETSIZE];
  int readers = 0, writers = 0;
  rlist[readers++] = listener;
  for (;;) {
    fd_set rs, ws;
    int most = 0;
    FD_ZERO(&rs);
    FD_ZERO(&ws);
    for (int i = 0; i < readers; i++) {
      FD_SET(rlist[i], &rs);
      if (rlist[i] > most) most = rlist[i];
    }
    for (int i = 0; i < writers; i++) FD_SET(wlist[i], &ws);
    check(select(most + 1, &rs, &ws, NULL, NULL), "select");
    int answered = writers;
    for (int i = 0; i < readers; i++) {
      int fd = rlist[i];
      if (!FD_ISSET(fd, &rs)) continue;
      if (fd == listener) {
        int client = accept_client();
        if (client >= FD_SETSIZE) close(client);
        else if (client >= 0) rlist[readers++] = client;
        continue;
      }
      int got = receive(fd);
      if (got < 0) {
        close(fd);
        rlist[i--] = rlist[--readers];
        for (int w = 0; w < writers; w++)
          if (wlist[w] == fd) wlist[w--] = wlist[--writers];
        wants_reply[fd] = 0;
      } else if (got > 0 && !wants_reply[fd]) {
        wants_reply[fd] = 1;
        wlist[writers++] = fd;
      }
    }
    int left = 0;
    for (int i = 0; i < writers; i++) {
      int fd = wlist[i];
      if (i < answered && FD_ISSET(fd, &ws)) {
        wants_reply[fd] = 0;
        reply(fd, "Receive your message");
      } else {
        wlist[left++] = fd;
      }
    }
    writers = left;
  }
}

static void serve_poll(void) {
  static struct pollfd fds[MAX_CLIENTS];
  static int active[MAX_CLIENTS];
  int count = 1;
  fds[0] = (struct pollfd){.fd = listener, .events = POLLIN};
  for (;;) {
    int ready = poll(fds, count, -1);
    check(ready, "poll");
    int replies = 0, watched = count;
    for (int i = 0; i < watched && ready > 0; i++) {
      if (fds[i].revents == 0) continue;
      ready--;
      if (fds[i].fd == listener) {
        int client = accept_client();
        if (client >= 0 && count == MAX_CLIENTS) close(client);
        else if (client >= 0) fds[count++] = (struct pollfd){.fd = client, .events = POLLIN};
        continue;
      }
      int got = receive(fds[i].fd);
      if (got > 0) active[replies++] = fds[i].fd;
      if (got < 0) {
        close(fds[i].fd);
        fds[i].fd = -1;
      }
    }
    for (int i = 0; i < replies; i++) reply(active[i], "Receive");
    for (int i = 1; i < count; i++)
      if (fds[i].fd < 0) fds[i--] = fds[--count];
  }
}

static void serve_epoll(void) {
  static struct epoll_event events[MAX_EVENTS];
  static int active[MAX_EVENTS];
  int epfd = epoll_create1(EPOLL_CLOEXEC);
  check(epfd, "epoll_create1");
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
  check(epoll_ctl(epfd, EPOLL_CTL_ADD, listener, &event), "epoll_ctl");
  for (;;) {
    int ready = epoll_wait(epfd, events, MAX_EVENTS, -1);
    check(ready, "epoll_wait");
    int replies = 0;
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int client = accept_client();
        event = (struct epoll_event){.events = EPOLLIN, .data.fd = client};
        if (client >= 0) check(epoll_ctl(epfd, EPOLL_CTL_ADD, client, &event), "epoll_ctl");
        continue;
      }
      int got = receive(fd);
      if (got > 0) active[replies++] = fd;
      if (got < 0) close(fd);
    }
    for (int i = 0; i < replies; i++) reply(active[i], "Receive");
  }
}

int main(int argc, char **argv) {
  const char *call = argc > 1 ? argv[1] : "";
  open_listener();
  if (strcmp(call, "select") == 0) serve_select();
  else if (strcmp(call, "poll") == 0) serve_poll();
  else if (strcmp(call, "epoll") == 0) serve_epoll();
  fprintf(stderr, "usage: server select|poll|epoll\n");
  return 2;
}
