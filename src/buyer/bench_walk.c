#include "buyer/bench_walk.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "buyer/bench_page.h"
#include "buyer/bench_template.h"
#include "buyer/settings.h"
#include "buyer/setup.h"

enum { LINES_A_SESSION = 3, PRODUCTS_MAX = 24, FORM_SIZE = 512 };

enum step { STEP_SETUP, STEP_START, STEP_HOME, STEP_PRODUCT, STEP_ADD, STEP_APPROVAL, STEP_DONE };

/* One session of a slot. */
struct stroll {
    enum step step;
    const char *path; /* what START gets, then the session's token */
    const char *token;
    size_t items;
    size_t product;
    size_t user;
};

struct walking {
    struct arena *arena;
    struct bench_walk *walk;
    struct bench_template **setups;
    struct stroll strolls[BENCH_SLOTS_MAX];
    uint64_t sessions; /* begun */
    size_t wanted;     /* lines */
    size_t promised;   /* lines of the sessions begun */
    struct bench_line *lines;
    const char **products;
    bool shop; /* ends with a session that stays open */
    struct fault *fault;
    enum status status;
};

static struct bench_template *setup_by(struct arena *arena, const struct bench_walk *walk,
                                       const struct user *user)
{
    const struct connection *connection = user->connection;
    struct clock clock = clock_system();
    struct setup setup = {.envelope = {.payload_id = bench_marks[BENCH_PAYLOAD],
                                       .timestamp = time_cxml(arena, clock_now_us(&clock)),
                                       .connection = connection},
                          .user = user,
                          .buyer_cookie = bench_marks[BENCH_COOKIE],
                          .return_url = "http://127.0.0.1:8081/checkout?id=1"};
    return bench_template_new(arena, walk->target.authority, bench_page_path(connection->setup_url),
                              setup_write(arena, &setup));
}

struct bench_template **bench_walk_setups(struct arena *arena, const struct bench_walk *walk)
{
    struct bench_template **out = arena_array(arena, walk->user_count, sizeof *out);
    for (size_t i = 0; i < walk->user_count; i++)
        out[i] = setup_by(arena, walk, walk->users[i]);
    return out;
}

static size_t get(const struct walking *walking, const char *path, const char *more, char *out,
                  size_t capacity)
{
    int n = snprintf(out, capacity, "GET %s%s HTTP/1.1\r\nHost: %s\r\n\r\n", path, more,
                     walking->walk->target.authority);
    return n > 0 && (size_t)n < capacity ? (size_t)n : 0;
}

static size_t post(const struct walking *walking, const char *token, const char *what,
                   const char *form, char *out, size_t capacity)
{
    int n = snprintf(out, capacity,
                     "POST /p/%s/%s HTTP/1.1\r\nHost: %s\r\n"
                     "Content-Type: application/x-www-form-urlencoded\r\n"
                     "Content-Length: %zu\r\n\r\n%s",
                     token, what, walking->walk->target.authority, strlen(form), form);
    return n > 0 && (size_t)n < capacity ? (size_t)n : 0;
}

static size_t begin_session(struct walking *walking, struct stroll *stroll, char *out,
                            size_t capacity)
{
    char id[FORM_SIZE];
    if (walking->status != OK || walking->promised >= walking->wanted)
        return 0;
    size_t left = walking->wanted - walking->promised;
    *stroll = (struct stroll){.items = left < LINES_A_SESSION ? left : LINES_A_SESSION,
                              .user = walking->sessions % walking->walk->user_count};
    walking->promised += stroll->items;
    snprintf(id, sizeof id, "%s.walk%llu@bench.example", walking->walk->run,
             (unsigned long long)walking->sessions++);
    const char *values[BENCH_FIELDS] = {[BENCH_PAYLOAD] = id, [BENCH_COOKIE] = id};
    return bench_template_fill(walking->setups[stroll->user], values, out, capacity);
}

static size_t next(void *state, size_t slot, char *out, size_t capacity)
{
    struct walking *walking = state;
    struct stroll *stroll = &walking->strolls[slot];
    char form[FORM_SIZE];
    if (walking->status != OK)
        return 0;
    switch (stroll->step) {
    case STEP_START:
        return get(walking, stroll->path, "", out, capacity);
    case STEP_HOME:
        return get(walking, stroll->path, "", out, capacity);
    case STEP_PRODUCT:
        snprintf(form, sizeof form, "/p/%s/products/", stroll->token);
        return get(walking, form, walking->products[stroll->product], out, capacity);
    case STEP_ADD:
        snprintf(form, sizeof form, "product=%s&offer=%s&then=shop", walking->walk->product,
                 walking->walk->offer);
        return post(walking, stroll->token, "items", form, out, capacity);
    case STEP_APPROVAL:
        return post(walking, stroll->token, "request/approval", "", out, capacity);
    default:
        return begin_session(walking, stroll, out, capacity);
    }
}

static void fail(struct walking *walking, const char *what, const struct bench_answer *answer)
{
    if (walking->status == OK)
        walking->status =
            fault_set(walking->fault, FAILED, "%s: HTTP %d%s %.200s", what, answer->http,
                      answer->cxml == 0 ? "" : ", cXML", answer->cxml == 0 ? "" : answer->body);
}

static void take_start(struct walking *walking, struct stroll *stroll,
                       const struct bench_answer *answer)
{
    const char *location = bench_http_header(answer, "Location:");
    if (answer->http != 303 || location == NULL || !text_starts(location, "/p/")) {
        fail(walking, "the StartPage did not open", answer);
        return;
    }
    stroll->path = arena_text_n(walking->arena, location, strcspn(location, "\r"));
    stroll->token = arena_text_n(walking->arena, location + 3, strcspn(location + 3, "/\r"));
    stroll->step = walking->shop ? STEP_HOME : STEP_ADD;
}

static void take_product(struct walking *walking, struct stroll *stroll,
                         const struct bench_answer *answer)
{
    struct bench_walk *walk = walking->walk;
    if (bench_page_offer(walking->arena, answer->body, &walk->product, &walk->offer)) {
        walk->token = stroll->token;
        stroll->step = STEP_DONE;
    } else if (++stroll->product == walk->product_count) {
        fail(walking, "no product on the first page can be requested", answer);
    }
}

static void take_cart(struct walking *walking, struct stroll *stroll,
                      const struct bench_answer *answer)
{
    struct bench_walk *walk = walking->walk;
    struct arena *arena = arena_new();
    struct fault fault = {.message = ""};
    struct cart cart;
    enum status st = bench_page_cart(arena, answer->body, &cart, &fault);
    if (st != OK || cart.count == 0) {
        fail(walking, st == OK ? "an empty cart came back" : fault.message, answer);
    } else if (walk->line_count == 0) {
        struct cart kept = cart_copy(walking->arena, &cart);
        walk->line = kept.lines[0];
        walk->currency = kept.currency;
    }
    for (size_t i = 0; st == OK && i < cart.count && walk->line_count < walking->wanted; i++)
        walking->lines[walk->line_count++] = (struct bench_line){
            arena_text(walking->arena, cart.lines[i].auxiliary_id), stroll->user};
    stroll->step = STEP_SETUP;
    arena_free(arena);
}

static void take(void *state, size_t slot, const struct bench_answer *answer)
{
    struct walking *walking = state;
    struct stroll *stroll = &walking->strolls[slot];
    switch (stroll->step) {
    case STEP_START:
        take_start(walking, stroll, answer);
        break;
    case STEP_HOME:
        walking->walk->product_count =
            bench_page_products(walking->arena, answer->body, walking->products, PRODUCTS_MAX);
        if (answer->http != 200 || walking->walk->product_count == 0)
            fail(walking, "the session's first page has no products", answer);
        stroll->step = STEP_PRODUCT;
        break;
    case STEP_PRODUCT:
        take_product(walking, stroll, answer);
        break;
    case STEP_ADD:
        if (answer->http != 303)
            fail(walking, "a product could not be added", answer);
        else if (--stroll->items == 0)
            stroll->step = STEP_APPROVAL;
        break;
    case STEP_APPROVAL:
        take_cart(walking, stroll, answer);
        break;
    default:
        stroll->path = bench_page_start(walking->arena, answer);
        if (stroll->path == NULL)
            fail(walking, "a setup was refused", answer);
        stroll->step = STEP_START;
    }
}

static enum status run(struct walking *walking, size_t slots)
{
    struct bench_load load = {.target = walking->walk->target, .slots = slots};
    struct bench_source source = {walking, next, take};
    struct bench_result result;
    enum status st = bench_run(walking->arena, &load, &source, &result, walking->fault);
    return st == OK ? walking->status : st;
}

static struct walking *walking_new(struct arena *arena, struct bench_walk *walk, size_t lines,
                                   struct fault *fault)
{
    struct walking *walking = arena_make(arena, struct walking);
    walking->arena = arena;
    walking->walk = walk;
    walking->wanted = lines;
    walking->fault = fault;
    walking->setups = bench_walk_setups(arena, walk);
    walking->lines = arena_array(arena, lines, sizeof *walking->lines);
    walking->products = arena_array(arena, PRODUCTS_MAX, sizeof *walking->products);
    return walking;
}

enum status bench_walk_shop(struct arena *arena, struct bench_walk *walk, struct fault *fault)
{
    struct walking *walking = walking_new(arena, walk, 1, fault);
    walking->shop = true;
    walk->products = walking->products;
    enum status st = run(walking, 1);
    if (st == OK && walk->token == NULL)
        st = fault_set(fault, UNAVAILABLE, "no session could be opened");
    return st;
}

enum status bench_walk_lines(struct arena *arena, struct bench_walk *walk, size_t count,
                             struct fault *fault)
{
    struct walking *walking = walking_new(arena, walk, count, fault);
    walk->lines = walking->lines;
    enum status st = run(walking, walk->slots);
    if (st == OK && walk->line_count < count)
        st = fault_set(fault, FAILED, "only %zu of %zu lines came back from approval",
                       walk->line_count, count);
    return st;
}
