#include "http/connections.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/time.h"

static const uint64_t FOREVER = UINT64_MAX >> 3;

struct connections {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct connection *first;
    uint64_t open;
    uint64_t cut;
    bool ending;
    struct connection_limits limits;
    int64_t tick_us;
    pthread_t reaper;
};

static uint64_t state_of(const struct connections *connections, enum connection_phase phase)
{
    int64_t lasts = connections->limits.phase_us[phase];
    uint64_t deadline = lasts > 0 ? (uint64_t)(time_monotonic_us() + lasts) : FOREVER;
    return deadline << 3 | phase;
}

/* Shuts the socket down; libmicrohttpd then sees the end and closes it. A request that was being
 * read is told why: nothing else writes in that phase. */
static void cut(struct connections *connections, struct connection *connection, uint64_t state)
{
    static const char timeout[] = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
                                  "Content-Length: 0\r\n\r\n";
    if (!atomic_compare_exchange_strong(&connection->state, &state, CONNECTION_CUT))
        return;
    if ((state & 7) == CONNECTION_READING)
        (void)send(connection->fd, timeout, sizeof(timeout) - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)shutdown(connection->fd, SHUT_RDWR);
    connections->cut++;
}

static void *reap(void *argument)
{
    struct connections *connections = argument;
    pthread_mutex_lock(&connections->lock);
    while (!connections->ending) {
        int64_t now = time_monotonic_us();
        for (struct connection *at = connections->first; at != NULL; at = at->next) {
            uint64_t state = atomic_load(&at->state);
            if ((state & 7) != CONNECTION_CUT && state >> 3 < (uint64_t)now)
                cut(connections, at, state);
        }
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        int64_t nanoseconds = until.tv_nsec + connections->tick_us * 1000;
        until.tv_sec += nanoseconds / 1000000000;
        until.tv_nsec = nanoseconds % 1000000000;
        pthread_cond_timedwait(&connections->wake, &connections->lock, &until);
    }
    pthread_mutex_unlock(&connections->lock);
    return NULL;
}

/* A tenth of the shortest deadline, between 10 and 250 ms: how late a cut may come. */
static int64_t tick_of(const struct connection_limits *limits)
{
    int64_t tick = 250 * 1000;
    for (int phase = 0; phase < CONNECTION_CUT; phase++)
        if (limits->phase_us[phase] > 0 && limits->phase_us[phase] / 10 < tick)
            tick = limits->phase_us[phase] / 10;
    return tick < 10 * 1000 ? 10 * 1000 : tick;
}

enum status connections_start(const struct connection_limits *limits, struct connections **out,
                              struct fault *fault)
{
    struct connections *connections = calloc(1, sizeof(*connections));
    if (connections == NULL)
        panic("out of memory (a registry of connections)");
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&connections->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&connections->lock, NULL);
    connections->limits = *limits;
    connections->tick_us = tick_of(limits);
    int error = pthread_create(&connections->reaper, NULL, reap, connections);
    if (error != 0) {
        free(connections);
        return fault_set(fault, FAILED, "cannot start the reaper: %s", strerror(error));
    }
    *out = connections;
    return OK;
}

static void name_peer(struct connection *connection)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof(peer);
    const void *address = NULL;
    if (getpeername(connection->fd, (struct sockaddr *)&peer, &size) != 0)
        return;
    int family = peer.ss_family;
    if (family == AF_INET) {
        address = &((const struct sockaddr_in *)&peer)->sin_addr;
    } else if (family == AF_INET6) {
        const struct in6_addr *six = &((const struct sockaddr_in6 *)&peer)->sin6_addr;
        address = six;
        if (IN6_IS_ADDR_V4MAPPED(six)) {
            family = AF_INET;
            address = &six->s6_addr[12];
        }
    }
    if (address != NULL)
        (void)inet_ntop(family, address, connection->remote, sizeof(connection->remote));
}

struct connection *connections_add(struct connections *connections, int fd)
{
    struct connection *connection = calloc(1, sizeof(*connection));
    if (connection == NULL)
        panic("out of memory (a connection)");
    connection->fd = fd;
    name_peer(connection);
    atomic_init(&connection->state, state_of(connections, CONNECTION_FRESH));
    pthread_mutex_lock(&connections->lock);
    connection->next = connections->first;
    if (connection->next != NULL)
        connection->next->previous = connection;
    connections->first = connection;
    connections->open++;
    pthread_mutex_unlock(&connections->lock);
    return connection;
}

void connections_remove(struct connections *connections, struct connection *connection)
{
    pthread_mutex_lock(&connections->lock);
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        connections->first = connection->next;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    connections->open--;
    pthread_mutex_unlock(&connections->lock);
    free(connection);
}

void connection_enter(const struct connections *connections, struct connection *connection,
                      enum connection_phase phase)
{
    uint64_t state = atomic_load(&connection->state);
    if ((state & 7) == CONNECTION_CUT)
        return;
    /* Fails only if the reaper came in between, and then it is cut. */
    (void)atomic_compare_exchange_strong(&connection->state, &state, state_of(connections, phase));
}

uint64_t connections_open(struct connections *connections)
{
    pthread_mutex_lock(&connections->lock);
    uint64_t open = connections->open;
    pthread_mutex_unlock(&connections->lock);
    return open;
}

uint64_t connections_cut(struct connections *connections)
{
    pthread_mutex_lock(&connections->lock);
    uint64_t count = connections->cut;
    pthread_mutex_unlock(&connections->lock);
    return count;
}

uint64_t connections_fresh(struct connections *connections)
{
    uint64_t count = 0;
    pthread_mutex_lock(&connections->lock);
    for (const struct connection *at = connections->first; at != NULL; at = at->next)
        count += (atomic_load(&at->state) & 7) == CONNECTION_FRESH;
    pthread_mutex_unlock(&connections->lock);
    return count;
}

void connections_cut_all(struct connections *connections)
{
    pthread_mutex_lock(&connections->lock);
    for (struct connection *at = connections->first; at != NULL; at = at->next) {
        uint64_t state = atomic_load(&at->state);
        if ((state & 7) != CONNECTION_CUT && (state & 7) != CONNECTION_RUNNING)
            cut(connections, at, state);
    }
    pthread_mutex_unlock(&connections->lock);
}

void connections_stop(struct connections *connections)
{
    if (connections == NULL)
        return;
    pthread_mutex_lock(&connections->lock);
    connections->ending = true;
    pthread_mutex_unlock(&connections->lock);
    pthread_cond_signal(&connections->wake);
    pthread_join(connections->reaper, NULL);
    pthread_cond_destroy(&connections->wake);
    pthread_mutex_destroy(&connections->lock);
    free(connections);
}
