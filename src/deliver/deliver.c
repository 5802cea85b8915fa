#include "deliver/deliver.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "app/delivery.h"
#include "base/arena.h"
#include "base/text.h"
#include "buyer/answer.h"
#include "deliver/message.h"
#include "net/http_client.h"
#include "net/mail.h"

enum { THREADS = 12, FOUND = 100, LANES = 256, LANE_NAME = 256, MAIL_AT_ONCE = 4 };
enum { RESPONSE_KEPT = 4096, POLL_MS = 500 };

/* After a host has not answered, others come first. */
static const int64_t rest_us = 30 * TIME_SECOND_US;
/* A database that is away is not asked all the time. */
static const int64_t pause_us = 5 * TIME_SECOND_US;
/* To look past lanes without room is to pass all that waits for them, which may be much: it is done
 * again after so many times as long as it took. */
enum { PAUSES = 10 };

struct lane {
    char name[LANE_NAME]; /* "": free */
    int busy;
    int64_t rest_until_us; /* of the monotonic clock */
};

struct deliver {
    struct arena *arena; /* in which it stands itself */
    const struct app *app;
    const struct deliver_options *options;
    pthread_t threads[THREADS];
    atomic_bool ended;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    struct lane lanes[LANES];
    struct arena *found_arena;
    struct delivery_list found; /* what was due at the last look; one that was taken has no id */
    size_t taken;
    bool ran_out;      /* when a lane got room, nothing that was found was left */
    int64_t looked_us; /* as all times here: the monotonic clock */
    int64_t passed_us; /* lanes without room were looked past */
    int64_t pass_from_us;
};

/* One attempt and what it needs. */
struct attempt {
    struct deliver *deliver;
    struct ctx ctx;
    struct dispatch dispatch;
    struct delivery_attempt result;
    enum delivery_verdict verdict;
    bool silent; /* the host did not answer */
};

static bool has_room(const struct lane *lane, int64_t now_us)
{
    int most = text_equal(lane->name, DELIVERY_MAIL_LANE) ? MAIL_AT_ONCE : 1;
    return lane->busy < most && lane->rest_until_us <= now_us;
}

/* That lane, or one that is free; NULL where there is none. */
static struct lane *find_lane(struct deliver *d, const char *name, int64_t now_us)
{
    struct lane *open = NULL;
    for (size_t i = 0; i < LANES; i++) {
        struct lane *lane = &d->lanes[i];
        if (text_equal(lane->name, name))
            return lane;
        if (open == NULL && lane->busy == 0 && lane->rest_until_us <= now_us)
            open = lane;
    }
    return open;
}

static const char *busy_lanes(struct deliver *d, struct arena *arena, int64_t now_us)
{
    struct buf list;
    buf_init(&list, arena, (size_t)LANES * LANE_NAME * 2);
    buf_char(&list, ' ');
    for (size_t i = 0; i < LANES; i++) {
        const struct lane *lane = &d->lanes[i];
        if (*lane->name != '\0' && !has_room(lane, now_us))
            buf_printf(&list, "%s ", lane->name);
    }
    return buf_string(&list);
}

static bool any_full(const struct deliver *d, int64_t now_us)
{
    for (size_t i = 0; i < LANES; i++) {
        if (*d->lanes[i].name != '\0' && !has_room(&d->lanes[i], now_us))
            return true;
    }
    return false;
}

static bool is_time_to_look(const struct deliver *d, bool full, int64_t now_us)
{
    if (now_us < (full ? d->pass_from_us : d->looked_us))
        return false;
    return d->ran_out || now_us - (full ? d->passed_us : d->looked_us) >= POLL_MS * 1000;
}

static void look(struct deliver *d, bool full, int64_t now_us)
{
    arena_free(d->found_arena);
    d->found_arena = arena_new();
    d->found = (struct delivery_list){0};
    d->taken = 0;
    d->ran_out = false;
    d->looked_us = now_us;
    struct ctx ctx = {.app = d->app, .arena = d->found_arena};
    enum status st = delivery_due(&ctx, busy_lanes(d, d->found_arena, now_us), FOUND, &d->found);
    if (full) {
        d->passed_us = now_us;
        d->pass_from_us = now_us + PAUSES * (time_monotonic_us() - now_us);
    }
    if (st == OK)
        return;
    d->looked_us = d->pass_from_us = now_us + pause_us;
    log_write(d->app->log, LOG_ERROR, "deliveries could not be looked for",
              LOG_FIELDS({"status", status_name(st)}, {"fault", ctx.fault.message}));
}

/* Takes the first that was found whose lane has room. */
static struct lane *take(struct deliver *d, struct delivery **out)
{
    int64_t now_us = time_monotonic_us();
    bool full = any_full(d, now_us);
    for (int tries = 0; tries < 2; tries++) {
        for (size_t i = 0; i < d->found.count; i++) {
            struct delivery *delivery = &d->found.items[i];
            struct lane *lane = delivery->id == NULL || strlen(delivery->lane) >= LANE_NAME
                                    ? NULL
                                    : find_lane(d, delivery->lane, now_us);
            if (lane == NULL)
                continue;
            bool known = text_equal(lane->name, delivery->lane);
            if (known && !has_room(lane, now_us))
                continue;
            if (!known)
                snprintf(lane->name, sizeof lane->name, "%s", delivery->lane);
            lane->busy++;
            *out = delivery;
            return lane;
        }
        if (tries > 0 || !is_time_to_look(d, full, now_us))
            break;
        look(d, full, now_us);
    }
    return NULL;
}

static void set_result(struct attempt *a, enum delivery_verdict verdict, int code,
                       const char *message)
{
    a->verdict = verdict;
    a->result.code = code;
    a->result.message = message;
}

static void send_mail(struct attempt *a)
{
    const struct deliver_options *options = a->deliver->options;
    const struct delivery *delivery = &a->dispatch.delivery;
    struct fault fault = {""};
    int code;
    struct mail_text text = {
        .id = delivery->id,
        .from = options->mail_from,
        .to = delivery->recipient,
        .text = delivery->body,
        .at_us = delivery->created_us,
    };
    struct net_mail mail = {
        .server = options->mail_server,
        .folder = options->mail_folder,
        .name = delivery->id,
        .from = options->mail_from,
        .recipients = a->dispatch.recipients,
        .recipient_count = a->dispatch.recipient_count,
        .message = message_write(a->ctx.arena, &text),
        .cancelled = &a->deliver->ended,
    };
    enum status st = net_mail_send(a->ctx.arena, &mail, &code, &fault);
    set_result(a,
               st == OK          ? VERDICT_DELIVERED
               : st == BAD_INPUT ? VERDICT_FAILED
                                 : VERDICT_RETRY,
               code,
               st != OK                       ? arena_text(a->ctx.arena, fault.message)
               : options->mail_server == NULL ? "Put into the folder mail"
                                              : "Taken by the mail server");
    a->silent = st == UNAVAILABLE && code == 0;
}

/* Codes of HTTP that ask for another try though they are 4xx. */
static bool asks_again(int status)
{
    return status == 408 || status == 425 || status == 429;
}

/* What the receiver's answer means: the class of HTTP, then that of the Status inside. */
static void judge(struct attempt *a, enum status st, const struct net_reply *reply,
                  const struct fault *fault)
{
    struct answer answer = answer_read(a->ctx.arena, st, reply, fault);
    int code = answer.code != 0 ? answer.code : reply->status;
    bool http_ok = st == OK && reply->status >= 200 && reply->status <= 299;
    if (st == BAD_INPUT || st == DENIED)
        set_result(a, VERDICT_FAILED, 0, answer.problem);
    else if (st != OK)
        set_result(a, VERDICT_RETRY, 0, answer.problem);
    else if (http_ok && reply->body.size == 0)
        set_result(a, VERDICT_DELIVERED, code, "Taken, without a word");
    else if (http_ok && answer.code == 0)
        set_result(a, VERDICT_RETRY, code, "The answer is no cXML: is the address right?");
    else if (answer.outcome == ANSWER_OK)
        set_result(a, VERDICT_DELIVERED, code, "Taken");
    else if (answer.outcome == ANSWER_REFUSED && !asks_again(code))
        set_result(a, VERDICT_FAILED, code, answer.problem);
    else
        set_result(a, VERDICT_RETRY, code, answer.problem);
    a->silent = st != OK;
}

/* A receiver that is gone for good says 410 (Standard Webhooks). */
static void judge_webhook(struct attempt *a, enum status st, const struct net_reply *reply,
                          const struct fault *fault)
{
    bool taken = st == OK && reply->status >= 200 && reply->status <= 299;
    const char *problem = st != OK ? arena_text(a->ctx.arena, fault->message)
                                   : arena_printf(a->ctx.arena, "HTTP %d", reply->status);
    set_result(a,
               taken ? VERDICT_DELIVERED
               : st == BAD_INPUT || st == DENIED || (st == OK && reply->status == 410)
                   ? VERDICT_FAILED
                   : VERDICT_RETRY,
               st == OK ? reply->status : 0, taken ? "Taken" : problem);
    a->silent = st != OK;
}

static void send_document(struct attempt *a)
{
    struct net_reply reply;
    struct fault fault = {""};
    bool webhook = a->dispatch.delivery.kind == DELIVERY_WEBHOOK;
    size_t count = a->dispatch.header_count;
    struct net_header *headers = arena_array(a->ctx.arena, count, sizeof *headers);
    for (size_t i = 0; i < count; i++)
        headers[i] = (struct net_header){a->dispatch.headers[i].name, a->dispatch.headers[i].value};
    struct net_request request = {
        .url = a->dispatch.url,
        .content_type = webhook ? "application/json" : "text/xml; charset=UTF-8",
        .headers = headers,
        .header_count = count,
        .body = a->dispatch.document,
        .allow_private_addresses = a->dispatch.allow_private_addresses,
        .cancelled = &a->deliver->ended,
    };
    enum status st = net_http(a->ctx.arena, &request, &reply, &fault);
    (webhook ? judge_webhook : judge)(a, st, &reply, &fault);
    if (st == OK) {
        a->result.response = reply.body;
        if (a->result.response.size > RESPONSE_KEPT)
            a->result.response.size = RESPONSE_KEPT;
    }
}

static void write_log(const struct attempt *a, enum status st)
{
    const struct delivery *delivery = &a->dispatch.delivery;
    bool failed = st != OK || delivery->state == DELIVERY_FAILED;
    log_write(a->ctx.app->log, failed ? LOG_ERROR : LOG_INFO, "delivery",
              LOG_FIELDS({"id", delivery->id}, {"kind", delivery_kind_name(delivery->kind)},
                         {"subject", delivery->subject_id}, {"payload_id", delivery->payload_id},
                         {"state", delivery_state_name(delivery->state)},
                         {"attempt", arena_printf(a->ctx.arena, "%d", delivery->attempts)},
                         {"message", a->result.message},
                         {"status", st == OK ? NULL : status_name(st)},
                         {"fault", st == OK ? NULL : a->ctx.fault.message}));
}

/* Returns whether its lane should rest. */
static bool try_one(struct deliver *d, const struct delivery *due)
{
    struct attempt a = {.deliver = d, .ctx = {.app = d->app, .arena = arena_new()}};
    int64_t began_us = time_monotonic_us();
    enum status st = delivery_begin(&a.ctx, due, &a.dispatch);
    if (st == OK) {
        a.result.at_us = ctx_now_us(&a.ctx);
        if (a.dispatch.obstacle != NULL)
            set_result(&a, VERDICT_FAILED, 0, a.dispatch.obstacle);
        else if (a.dispatch.not_yet != NULL)
            set_result(&a, VERDICT_RETRY, 0, a.dispatch.not_yet);
        else if (due->kind == DELIVERY_MAIL)
            send_mail(&a);
        else
            send_document(&a);
        a.result.elapsed_us = time_monotonic_us() - began_us;
        st = delivery_end(&a.ctx, &a.dispatch, a.verdict, &a.result);
        write_log(&a, st);
    } else if (st != NOT_FOUND) {
        a.dispatch.delivery = *due;
        write_log(&a, st);
    }
    arena_free(a.ctx.arena);
    return a.silent;
}

static struct delivery copy_of(struct arena *arena, const struct delivery *delivery)
{
    struct delivery copy = *delivery;
    const char **texts[] = {&copy.organization_id, &copy.id,   &copy.subject_id,
                            &copy.connection_id,   &copy.lane, &copy.recipient,
                            &copy.payload_id,      &copy.body};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_text(arena, *texts[i]);
    return copy;
}

/* With the lock, which is given up meanwhile. */
static void work(struct deliver *d, struct lane *lane, struct delivery *found)
{
    struct arena *arena = arena_new();
    struct delivery due = copy_of(arena, found);
    found->id = NULL;
    d->taken++;
    pthread_mutex_unlock(&d->lock);
    bool silent = try_one(d, &due);
    arena_free(arena);
    pthread_mutex_lock(&d->lock);
    lane->busy--;
    d->ran_out = d->ran_out || d->taken == d->found.count;
    if (silent)
        lane->rest_until_us = time_monotonic_us() + rest_us;
    pthread_cond_signal(&d->changed);
}

static void wait_a_moment(struct deliver *d)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += POLL_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&d->changed, &d->lock, &until);
}

static void *run(void *argument)
{
    struct deliver *d = argument;
    struct delivery *found;
    pthread_mutex_lock(&d->lock);
    while (!atomic_load(&d->ended)) {
        struct lane *lane = take(d, &found);
        if (lane != NULL)
            work(d, lane, found);
        else
            wait_a_moment(d);
    }
    pthread_mutex_unlock(&d->lock);
    return NULL;
}

struct deliver *deliver_start(const struct app *app, const struct deliver_options *options)
{
    struct arena *arena = arena_new();
    struct deliver *d = arena_make(arena, struct deliver);
    pthread_condattr_t monotonic;
    d->arena = arena;
    d->app = app;
    d->options = options;
    d->found_arena = arena_new();
    pthread_mutex_init(&d->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&d->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&d->threads[i], NULL, run, d) != 0)
            panic("no thread for deliveries");
    }
    return d;
}

void deliver_stop(struct deliver *d)
{
    if (d == NULL)
        return;
    pthread_mutex_lock(&d->lock);
    atomic_store(&d->ended, true);
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->lock);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(d->threads[i], NULL);
    pthread_cond_destroy(&d->changed);
    pthread_mutex_destroy(&d->lock);
    arena_free(d->found_arena);
    arena_free(d->arena);
}
