#ifndef APP_DELIVERY_H
#define APP_DELIVERY_H
/* The outbox from within: what is due, what exactly is sent, and what came of it (ORD-7). Sending
 * itself is the business of deliver/. */
#include "app/ctx.h"
#include "domain/connection.h"
#include "domain/invoice.h"
#include "domain/order.h"
#include "store/delivery.h"

enum { DELIVERY_BODY_LIMIT = 1 << 20 }; /* bytes */

/* A document about an order, to be written by its protocol (ctx.h: write_notice). */
struct order_notice {
    enum delivery_kind kind;
    enum delivery_event event;
    const struct connection *connection;
    const struct order *order;
    const struct invoice *invoice; /* of DELIVERY_INVOICE */
    /* Of a credit memo: the invoice it takes back from, and the payload id that was sent under. */
    const struct invoice *credited;
    const char *credited_payload_id;
    const char *id; /* something unique, for the payload id */
    int64_t at_us;
    const char *payload_id; /* filled in */
};

struct dispatch_header {
    const char *name, *value;
};

/* One attempt. */
struct dispatch {
    struct delivery delivery;
    const char *order_number; /* of the purchase order it is about, or "" */
    const char *obstacle;     /* why it can't be sent at all, in words; NULL: nothing */
    const char *not_yet;      /* why it is to be tried later, in words; NULL: nothing */
    const char *url;          /* of a document */
    struct bytes document;    /* with the shared secret in it: for the wire alone */
    const struct dispatch_header *headers; /* of a webhook */
    size_t header_count;
    bool allow_private_addresses;
    const char **recipients; /* of mail */
    size_t recipient_count;
};

/* See delivery_store_due. */
enum status delivery_due(struct ctx *ctx, const char *busy, int64_t limit,
                         struct delivery_list *out);
/* Begins an attempt of one that is due. NOT_FOUND: another has. What it holds lives in the
 * context's arena; the body is made at the first attempt and stays as it is. */
enum status delivery_begin(struct ctx *ctx, const struct delivery *due, struct dispatch *out);
/* Ends it: delivered, put off or failed for good. */
enum status delivery_end(struct ctx *ctx, struct dispatch *dispatch, enum delivery_verdict verdict,
                         struct delivery_attempt *attempt);

/* For operators and SYSTEM. */
enum status delivery_list(struct ctx *ctx, const struct delivery_filter *filter,
                          struct delivery_list *out);
enum status delivery_find(struct ctx *ctx, const char *id, struct delivery *out,
                          struct delivery_attempts *out_attempts);
/* Sends again, from the first attempt on, what failed or waits; with another body unless `body` is
 * NULL. BAD_INPUT: a document that is not well-formed. CONFLICT: it has arrived. */
enum status delivery_resend(struct ctx *ctx, const char *id, const char *body);

#endif
