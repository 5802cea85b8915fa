#ifndef BUYER_BENCH_WALK_H
#define BUYER_BENCH_WALK_H
/*
 * What must have happened before it can be measured: sessions that were opened, products that were
 * found in them, and requests that were handed over, so that an order matches what was asked for.
 */
#include <stddef.h>

#include "buyer/bench_client.h"
#include "buyer/cart.h"

struct user;

/* An order line that waits to be ordered. */
struct bench_line {
    const char *auxiliary_id;
    size_t user; /* who requested it */
};

struct bench_walk {
    struct bench_target target;
    size_t slots;
    const struct user *const *users; /* they take turns */
    size_t user_count;
    const char *run; /* unlike that of any other run: part of every payloadID, cookie and order */
    /* Found by bench_walk_shop. */
    const char *token;           /* of a session that stays open */
    const char *const *products; /* ids of those on the first page */
    size_t product_count;
    const char *product; /* one that can be requested, and its offer */
    const char *offer;
    /* Found by bench_walk_lines. */
    struct cart_line line; /* they are all alike but for their ids */
    const struct bench_line *lines;
    size_t line_count;
    const char *currency;
};

/* The template of a setup by each user. */
struct bench_template **bench_walk_setups(struct arena *arena, const struct bench_walk *walk);

/* Opens a session and finds products. UNAVAILABLE, FAILED: the message says what was answered. */
enum status bench_walk_shop(struct arena *arena, struct bench_walk *walk, struct fault *fault);

/* Requests the product until `count` lines wait for an order of one line each. */
enum status bench_walk_lines(struct arena *arena, struct bench_walk *walk, size_t count,
                             struct fault *fault);

#endif
