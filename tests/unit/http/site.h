#ifndef TESTS_UNIT_HTTP_SITE_H
#define TESTS_UNIT_HTTP_SITE_H
/*
 * A server on 127.0.0.1 for the tests that need sockets. GET /inline, /task/{x} and /gate answer
 * with method, target, size of the body and peer; /gate waits for `open` first; GET /large gives 32
 * MiB; POST /sum gives the sum of the body's bytes.
 */
#include <semaphore.h>

#include "http/server.h"
#include "wire.h"

enum { SITE_BODY_LIMIT = 64 * 1024 };

struct site {
    sem_t entered; /* a handler of /gate runs */
    sem_t open;    /* lets it go on */
    struct http_server *server;
};

/* 2 epoll threads, 8 workers, a queue of 64, deadlines of 20 s. */
struct http_server_options site_usual(void);

struct site *site_start(struct http_server_options options);
void site_stop(struct site *site);
struct wire site_dial(const struct site *site);

/* The status of one request on a connection of its own. */
int site_status(const struct site *site, const char *request);

#endif
