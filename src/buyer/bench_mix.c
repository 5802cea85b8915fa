#include "buyer/bench_mix.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "buyer/bench_page.h"
#include "buyer/bench_template.h"
#include "buyer/order.h"
#include "buyer/settings.h"

enum { ID_SIZE = 128, TURN = 10, SETUPS_A_TURN = 2, ORDERS_A_TURN = 1, SEARCH_EACH = 4 };

static const char *const names[] = {
    [BENCH_SETUP] = "setup",   [BENCH_BUY] = "order",   [BENCH_PAGE] = "page",
    [BENCH_BROWSE] = "browse", [BENCH_MIXED] = "mixed", [BENCH_PATH] = "path"};

static const char *const words[] = {"log", "backup", "identity", "data", "support", "network"};

enum { WORDS = sizeof words / sizeof *words };

struct mixing {
    enum bench_mix mix;
    const struct bench_walk *walk;
    const char *path;
    struct bench_template **setups; /* by user */
    struct bench_template **orders_by;
    uint64_t requests;
    uint64_t setups_begun;
    uint64_t pages;
    size_t orders;
};

bool bench_mix_parse(const char *name, enum bench_mix *out)
{
    for (size_t i = 0; i < BENCH_PATH; i++) {
        if (text_equal(names[i], name)) {
            *out = (enum bench_mix)i;
            return true;
        }
    }
    return false;
}

const char *bench_mix_name(enum bench_mix mix)
{
    return names[mix];
}

bool bench_mix_is_cxml(enum bench_mix mix)
{
    return mix == BENCH_SETUP || mix == BENCH_BUY;
}

size_t bench_mix_lines(enum bench_mix mix, size_t requests)
{
    return mix == BENCH_BUY     ? requests
           : mix == BENCH_MIXED ? requests / TURN * ORDERS_A_TURN + 1
                                : 0;
}

static size_t fill_setup(struct mixing *mixing, char *out, size_t capacity)
{
    char id[ID_SIZE];
    snprintf(id, sizeof id, "%s.%010llu@bench.example", mixing->walk->run,
             (unsigned long long)mixing->setups_begun++);
    const char *values[BENCH_FIELDS] = {[BENCH_PAYLOAD] = id, [BENCH_COOKIE] = id};
    size_t user = mixing->setups_begun % mixing->walk->user_count;
    return bench_template_fill(mixing->setups[user], values, out, capacity);
}

static size_t fill_order(struct mixing *mixing, char *out, size_t capacity)
{
    char id[ID_SIZE];
    char number[ID_SIZE];
    if (mixing->orders == mixing->walk->line_count)
        return 0;
    size_t i = mixing->orders++;
    snprintf(id, sizeof id, "%s.order%010zu@bench.example", mixing->walk->run, i);
    snprintf(number, sizeof number, "BENCH-%s-%07zu", mixing->walk->run, i);
    const struct bench_line *line = &mixing->walk->lines[i];
    const char *values[BENCH_FIELDS] = {
        [BENCH_PAYLOAD] = id, [BENCH_ORDER] = number, [BENCH_AUXILIARY] = line->auxiliary_id};
    return bench_template_fill(mixing->orders_by[line->user], values, out, capacity);
}

static size_t fill_get(const struct mixing *mixing, const char *path, char *out, size_t capacity)
{
    int n = snprintf(out, capacity, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path,
                     mixing->walk->target.authority);
    return n > 0 && (size_t)n < capacity ? (size_t)n : 0;
}

static size_t fill_page(struct mixing *mixing, bool searches, char *out, size_t capacity)
{
    const struct bench_walk *walk = mixing->walk;
    char path[ID_SIZE + ID_SIZE];
    uint64_t i = mixing->pages++;
    if (searches && i % SEARCH_EACH == SEARCH_EACH - 1)
        snprintf(path, sizeof path, "/p/%s/?q=%s", walk->token, words[i / SEARCH_EACH % WORDS]);
    else
        snprintf(path, sizeof path, "/p/%s/products/%s", walk->token,
                 walk->products[i % walk->product_count]);
    return fill_get(mixing, path, out, capacity);
}

static size_t next(void *state, size_t slot, char *out, size_t capacity)
{
    struct mixing *mixing = state;
    uint64_t turn = mixing->requests++ % TURN;
    (void)slot;
    switch (mixing->mix) {
    case BENCH_SETUP:
        return fill_setup(mixing, out, capacity);
    case BENCH_BUY:
        return fill_order(mixing, out, capacity);
    case BENCH_PATH:
        return fill_get(mixing, mixing->path, out, capacity);
    case BENCH_MIXED:
        if (turn < SETUPS_A_TURN)
            return fill_setup(mixing, out, capacity);
        if (turn < SETUPS_A_TURN + ORDERS_A_TURN)
            return fill_order(mixing, out, capacity);
        break;
    default:
        break;
    }
    return fill_page(mixing, mixing->mix != BENCH_PAGE, out, capacity);
}

static struct bench_template *order_by(struct arena *arena, const struct bench_walk *walk,
                                       const struct user *user)
{
    struct clock clock = clock_system();
    struct cart_line line = walk->line;
    line.auxiliary_id = bench_marks[BENCH_AUXILIARY];
    struct cart cart = {
        .currency = walk->currency, .total_micro = line.amount_micro, .lines = &line, .count = 1};
    struct order order = {.envelope = {.payload_id = bench_marks[BENCH_PAYLOAD],
                                       .timestamp = time_cxml(arena, clock_now_us(&clock)),
                                       .connection = user->connection},
                          .order_id = bench_marks[BENCH_ORDER],
                          .requisition_id = "R-1",
                          .requester = user,
                          .approver = user->colleague,
                          .cart = &cart};
    return bench_template_new(arena, walk->target.authority,
                              bench_page_path(user->connection->order_url),
                              order_write(arena, &order));
}

struct bench_source bench_mix_source(struct arena *arena, enum bench_mix mix,
                                     const struct bench_walk *walk, const char *path)
{
    struct mixing *mixing = arena_make(arena, struct mixing);
    *mixing = (struct mixing){.mix = mix, .walk = walk, .path = path};
    if (mix == BENCH_SETUP || mix == BENCH_MIXED)
        mixing->setups = bench_walk_setups(arena, walk);
    if (mix == BENCH_BUY || mix == BENCH_MIXED) {
        mixing->orders_by = arena_array(arena, walk->user_count, sizeof *mixing->orders_by);
        for (size_t i = 0; i < walk->user_count; i++)
            mixing->orders_by[i] = order_by(arena, walk, walk->users[i]);
    }
    return (struct bench_source){.state = mixing, .next = next};
}
