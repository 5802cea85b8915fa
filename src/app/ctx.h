#ifndef APP_CTX_H
#define APP_CTX_H
/* What a use case may draw on. One per request; what it points to belongs to the process and is
 * shared by all threads. */
#include <stdatomic.h>

#include "base/log.h"
#include "base/status.h"
#include "base/time.h"
#include "base/uuid.h"
#include "crypto/seal.h"
#include "db/db.h"
#include "domain/catalogue.h"

struct ctx;
struct connection_cache;
struct order_notice;
struct recent_setups;
struct rates;
struct request;
struct return_form;
struct session;
struct traffic;
struct who;

/* Makes the form that takes a cart back to the procurement system, or that goes back without one
 * where `request` is NULL (app/cart.h). The protocol that the session came by has it:
 * cxml/return_form.h. */
typedef enum status return_writer(struct ctx *ctx, const struct session *session,
                                  const struct request *request, struct return_form *out);

/* The protocol's part in what is told about orders (app/delivery.h); cxml/notice.h has it. */
struct notice_protocol {
    /* Sets the notice's payload id. The places of the shared secret and of a test's code are
     * marked. */
    const char *(*write)(struct ctx *ctx, struct order_notice *notice);
    const char *(*put_secrets)(struct arena *arena, const char *document, const char *secret,
                               const char *code);
    /* What keeps an edited document from being sent, in words, or NULL. */
    const char *(*problem)(struct arena *arena, const char *document);
};

/* The attachments in a body of that Content-Type, none where it has no parts (ORD-1). BAD_INPUT: it
 * can't be taken apart. */
struct attachments;
typedef enum status attachment_reader(struct arena *arena, const char *content_type,
                                      struct bytes body, struct attachments *out,
                                      struct fault *fault);

/* The process: made once by main/, read-only afterwards. */
struct app {
    struct db *db;
    struct clock clock;
    struct entropy entropy;
    struct seal_key key;
    const struct catalogue *catalogue;
    struct connection_cache *connections; /* NULL: every look goes to the database */
    struct rates *rates;                  /* NULL: nothing is limited */
    struct traffic *traffic;              /* NULL: nothing is noted of it */
    const char *trusted_proxies; /* addresses and CIDR, blank-separated (app/peer.h); NULL: none */
    const char *public_url;      /* what our addresses begin with, no slash at the end */
    struct recent_setups *recent_setups;
    atomic_flag *checking; /* set while a connection check runs: one at a time */
    /* Sign-ins that wait for an identity provider, and how many may: each keeps a worker. NULL: as
     * many as come. */
    atomic_int *providers_asked;
    int providers_asked_most;
    return_writer *write_return;
    const struct notice_protocol *notices;
    attachment_reader *read_attachments;
    bool deliver_to_private_addresses; /* to what lies behind the firewall (ORD-7) */
    const struct log *log;
};

struct ctx {
    const struct app *app;
    struct arena *arena;     /* of the request */
    const struct who *who;   /* who is asking (app/who.h); NULL: nobody */
    const char *request_id;  /* in the log and the audit trail alike; NULL: none */
    struct fault fault;      /* the message that goes with the last status other than OK */
    bool hurried;            /* on a thread that must not wait */
    bool would_wait;         /* it was hurried, and something would have had to wait */
    const atomic_bool *ends; /* set once the process ends: long work leaves the rest; NULL: never */
};

/* Between the steps of long work. */
bool ctx_ends(const struct ctx *ctx);

/* Before anything that waits: false, and noted in `would_wait`, where the thread must not. */
bool ctx_may_wait(struct ctx *ctx);

int64_t ctx_now_us(const struct ctx *ctx);
/* A new UUIDv7. */
char *ctx_new_id(struct ctx *ctx);

#endif
