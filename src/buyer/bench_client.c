#include "buyer/bench_client.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/time.h"
#include "buyer/histogram.h"

enum {
    OUT_SIZE = 64 * 1024,
    IN_SIZE = 256 * 1024, /* a full cart comes back in a page of 100 KB */
    EVENTS = 256,
    BROKEN_IN_A_ROW = 200
};

/* How long the last answers may take, and how long nothing at all may come. */
static const int64_t patience_us = 10 * TIME_SECOND_US;

struct slot {
    int fd;
    bool waiting; /* for an answer */
    int64_t since_us;
    size_t out_size;
    size_t in_size;
    char *out;
    char *in;
};

struct run {
    const struct bench_load *load;
    const struct bench_source *source;
    struct bench_result *result;
    struct fault *fault;
    struct sockaddr_storage address;
    socklen_t address_size;
    int epoll;
    int timer;
    struct slot *slots;
    size_t *idle; /* a stack of slots */
    size_t idle_count;
    size_t waiting;
    uint64_t begun;
    int64_t start_us;
    int64_t heard_us;
    int broken_in_a_row;
};

static enum status resolve(struct run *run)
{
    const struct bench_target *target = &run->load->target;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    int error = getaddrinfo(target->host, target->port, &hints, &found);
    if (error != 0)
        return fault_set(run->fault, UNAVAILABLE, "%s: %s", target->host, gai_strerror(error));
    memcpy(&run->address, found->ai_addr, found->ai_addrlen);
    run->address_size = found->ai_addrlen;
    freeaddrinfo(found);
    return OK;
}

static enum status connect_slot(struct run *run, size_t index)
{
    struct slot *slot = &run->slots[index];
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = index};
    struct timeval limit = {.tv_sec = patience_us / TIME_SECOND_US};
    int on = 1;
    slot->in_size = 0;
    slot->fd = socket(run->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (slot->fd < 0 ||
        connect(slot->fd, (const struct sockaddr *)&run->address, run->address_size) != 0)
        return fault_set(run->fault, UNAVAILABLE, "can't connect to %s: %s",
                         run->load->target.authority, strerror(errno));
    setsockopt(slot->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(slot->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (epoll_ctl(run->epoll, EPOLL_CTL_ADD, slot->fd, &event) != 0)
        return fault_set(run->fault, FAILED, "epoll: %s", strerror(errno));
    return OK;
}

static void disconnect_slot(struct slot *slot)
{
    if (slot->fd >= 0)
        close(slot->fd);
    slot->fd = -1;
}

static void count_kind(struct bench_result *result, const struct bench_answer *answer)
{
    size_t i = 0;
    while (i < result->kind_count &&
           (result->kinds[i].http != answer->http || result->kinds[i].cxml != answer->cxml))
        i++;
    if (i == BENCH_KINDS)
        i--;
    else if (i == result->kind_count)
        result->kinds[result->kind_count++] = (struct bench_kind){answer->http, answer->cxml, 0};
    result->kinds[i].count++;
}

static void finish(struct run *run, size_t index, const struct bench_answer *answer)
{
    struct slot *slot = &run->slots[index];
    run->heard_us = time_monotonic_us();
    histogram_record(run->result->latency, run->heard_us - slot->since_us);
    count_kind(run->result, answer);
    if (run->source->take != NULL)
        run->source->take(run->source->state, index, answer);
    slot->waiting = false;
    slot->in_size = 0;
    run->waiting--;
    run->idle[run->idle_count++] = index;
}

/* The slot gets a new connection; what it waited for is lost and counted. */
static enum status break_slot(struct run *run, size_t index)
{
    struct slot *slot = &run->slots[index];
    struct bench_answer none = {.head = "", .body = ""};
    disconnect_slot(slot);
    if (slot->waiting) {
        run->result->broken++;
        run->broken_in_a_row++;
        finish(run, index, &none);
    }
    if (run->broken_in_a_row > BROKEN_IN_A_ROW)
        return fault_set(run->fault, UNAVAILABLE, "%s breaks every connection",
                         run->load->target.authority);
    return connect_slot(run, index);
}

static bool write_all(const struct slot *slot)
{
    size_t done = 0;
    while (done < slot->out_size) {
        ssize_t n = send(slot->fd, slot->out + done, slot->out_size - done, MSG_NOSIGNAL);
        if (n > 0)
            done += (size_t)n;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

/* False: the slot has nothing to send. */
static bool send_next(struct run *run, size_t index, int64_t since_us)
{
    struct slot *slot = &run->slots[index];
    slot->out_size = run->source->next(run->source->state, index, slot->out, OUT_SIZE);
    if (slot->out_size == 0)
        return false;
    slot->since_us = since_us;
    slot->waiting = true;
    run->waiting++;
    run->begun++;
    run->result->bytes_out += slot->out_size;
    /* A connection that is gone shows itself as readable too: see break_slot. */
    write_all(slot);
    return true;
}

static enum status receive(struct run *run, size_t index)
{
    struct slot *slot = &run->slots[index];
    struct bench_answer answer;
    ssize_t n = recv(slot->fd, slot->in + slot->in_size, IN_SIZE - 1 - slot->in_size, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return OK;
    if (n <= 0 || !slot->waiting)
        return break_slot(run, index);
    slot->in_size += (size_t)n;
    slot->in[slot->in_size] = '\0';
    enum bench_progress progress = bench_http_read(slot->in, slot->in_size, &answer);
    if (progress == BENCH_INCOMPLETE && slot->in_size < IN_SIZE - 1)
        return OK;
    if (progress != BENCH_COMPLETE)
        return break_slot(run, index);
    run->result->answered++;
    run->result->bytes_in += slot->in_size;
    run->broken_in_a_row = 0;
    finish(run, index, &answer);
    if (!answer.closes)
        return OK;
    disconnect_slot(slot);
    return connect_slot(run, index);
}

static int64_t due_us(const struct run *run)
{
    return run->load->rate == 0
               ? time_monotonic_us()
               : run->start_us + (int64_t)run->begun * TIME_SECOND_US / run->load->rate;
}

/* Whether another request is to be begun at all, now or later. */
static bool has_more(const struct run *run, int64_t due)
{
    const struct bench_load *load = run->load;
    return (load->count == 0 || run->begun < load->count) &&
           (load->duration_us == 0 || due < run->start_us + load->duration_us);
}

/* Begins what is due. Gives when the next one is; -1 where there is none, or no slot for it. */
static int64_t begin_due(struct run *run)
{
    while (run->idle_count > 0) {
        int64_t due = due_us(run);
        if (!has_more(run, due))
            return -1;
        if (run->load->rate != 0 && due > time_monotonic_us())
            return due;
        size_t index = run->idle[--run->idle_count];
        send_next(run, index, due); /* where it has nothing the slot is done for good */
    }
    return -1;
}

static void set_timer(struct run *run, int64_t due)
{
    /* 0 would disarm it. */
    struct itimerspec at = {.it_value = {due / TIME_SECOND_US, due % TIME_SECOND_US * 1000 + 1}};
    timerfd_settime(run->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static enum status handle_events(struct run *run)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(run->epoll, events, EVENTS, 1000);
    enum status st = OK;
    for (int i = 0; i < count && st == OK; i++) {
        uint64_t index = events[i].data.u64;
        uint64_t ticks;
        if (index < run->load->slots)
            st = receive(run, (size_t)index);
        else if (read(run->timer, &ticks, sizeof ticks) < 0)
            continue; /* the timer was set anew in between */
    }
    return st;
}

/* In open loop, what is still due after the end is sent as well, as long as patience lasts. */
static bool is_over(const struct run *run, int64_t due)
{
    int64_t now = time_monotonic_us();
    const struct bench_load *load = run->load;
    if (run->waiting > 0 && now - run->heard_us > patience_us)
        return true;
    if (load->rate != 0 && load->duration_us != 0 &&
        now > run->start_us + load->duration_us + patience_us)
        return true;
    return run->waiting == 0 && due < 0;
}

/* Leaving these out would flatter the server that could not keep up. */
static void record_unanswered(struct run *run)
{
    int64_t now = time_monotonic_us();
    for (size_t i = 0; i < run->load->slots; i++) {
        if (run->slots[i].waiting) {
            run->result->unanswered++;
            histogram_record(run->result->latency, now - run->slots[i].since_us);
        }
    }
    for (; run->load->rate != 0 && run->waiting > 0 && has_more(run, due_us(run)); run->begun++) {
        run->result->unanswered++;
        histogram_record(run->result->latency, now - due_us(run));
    }
}

static enum status open_slots(struct arena *arena, struct run *run)
{
    size_t count = run->load->slots;
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = count};
    enum status st = OK;
    run->slots = arena_array(arena, count, sizeof *run->slots);
    run->idle = arena_array(arena, count, sizeof *run->idle);
    epoll_ctl(run->epoll, EPOLL_CTL_ADD, run->timer, &event);
    for (size_t i = 0; i < count; i++)
        run->slots[i].fd = -1;
    for (size_t i = 0; i < count && st == OK; i++) {
        run->slots[i].out = arena_alloc(arena, OUT_SIZE);
        run->slots[i].in = arena_alloc(arena, IN_SIZE);
        st = connect_slot(run, i);
        run->idle[run->idle_count++] = i;
    }
    return st;
}

static enum status drive(struct run *run)
{
    enum status st = OK;
    run->start_us = time_monotonic_us();
    run->heard_us = run->start_us;
    while (st == OK) {
        int64_t due = begin_due(run);
        if (is_over(run, due))
            break;
        if (due >= 0)
            set_timer(run, due);
        st = handle_events(run);
    }
    run->result->elapsed_us = time_monotonic_us() - run->start_us;
    return st;
}

enum status bench_run(struct arena *arena, const struct bench_load *load,
                      const struct bench_source *source, struct bench_result *out,
                      struct fault *fault)
{
    struct arena *memory = arena_new();
    struct run run = {.load = load, .source = source, .result = out, .fault = fault};
    *out = (struct bench_result){.latency = histogram_new(arena)};
    run.epoll = epoll_create1(EPOLL_CLOEXEC);
    run.timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    enum status st = run.epoll >= 0 && run.timer >= 0
                         ? resolve(&run)
                         : fault_set(fault, FAILED, "epoll: %s", strerror(errno));
    if (st == OK)
        st = open_slots(memory, &run);
    if (st == OK)
        st = drive(&run);
    if (st == OK)
        record_unanswered(&run);
    for (size_t i = 0; run.slots != NULL && i < load->slots; i++)
        disconnect_slot(&run.slots[i]);
    close(run.timer);
    close(run.epoll);
    arena_free(memory);
    return st;
}
