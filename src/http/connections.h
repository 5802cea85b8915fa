#ifndef HTTP_CONNECTIONS_H
#define HTTP_CONNECTIONS_H
/*
 * Every open connection with the absolute deadline of what it is doing, and the thread that cuts
 * those that are late. libmicrohttpd's own timeout is for silence only: a byte a second would last
 * for ever. Private to http/.
 */
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

struct connections;

enum connection_phase {
    CONNECTION_FRESH,   /* nothing was read yet */
    CONNECTION_READING, /* a request is being read */
    CONNECTION_RUNNING, /* a handler runs: no deadline */
    CONNECTION_WRITING, /* the answer is being sent */
    CONNECTION_IDLE,    /* kept, no request */
    CONNECTION_CUT      /* shut down; the server closes it in its own time */
};

struct connection {
    struct connection *next;
    struct connection *previous;
    _Atomic uint64_t state; /* deadline in microseconds << 3 | phase: both change in one step */
    int fd;
    char remote[INET6_ADDRSTRLEN];
};

/* How long each phase may last, by phase; 0: for ever. */
struct connection_limits {
    int64_t phase_us[CONNECTION_CUT];
};

enum status connections_start(const struct connection_limits *limits, struct connections **out,
                              struct fault *fault);

/* Takes a connection up; `connections_remove` must come before its descriptor is closed. */
struct connection *connections_add(struct connections *connections, int fd);
void connections_remove(struct connections *connections, struct connection *connection);

/* Starts a phase and its deadline; one thread a connection. A connection that was cut stays so. */
void connection_enter(const struct connections *connections, struct connection *connection,
                      enum connection_phase phase);

uint64_t connections_open(struct connections *connections);
uint64_t connections_cut(struct connections *connections);
/* Those of whom nothing was heard yet. */
uint64_t connections_fresh(struct connections *connections);

/* Cuts whatever is not running, for a stop that cannot wait longer. */
void connections_cut_all(struct connections *connections);

/* Ends the thread. The connections themselves must be gone. NULL is a no-op. */
void connections_stop(struct connections *connections);

#endif
