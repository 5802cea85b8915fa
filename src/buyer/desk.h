#ifndef BUYER_DESK_H
#define BUYER_DESK_H
/*
 * Everything that the stand-in remembers, in memory only and bounded: when it is full, the oldest
 * is dropped. One mutex; what the find functions give is valid while it is held.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/time.h"
#include "base/uuid.h"
#include "buyer/cart.h"
#include "buyer/settings.h"

enum { DESK_PUNCHOUTS = 200, DESK_REQUISITIONS = 200, DESK_EXCHANGES = 500 };
enum { DESK_EXCHANGE_TEXT = 64 * 1024 }; /* more of a document is cut where it is shown */

/* One visit to the supplier's catalogue. */
struct punchout {
    struct arena *arena;
    uint64_t id;
    const struct user *user;
    const char *buyer_cookie;
    const char *start_url; /* NULL until the setup went well */
    const char *problem;   /* why it did not, or NULL */
    uint64_t requisition;  /* made of its cart; 0 until then */
    int64_t at_us;
};

enum requisition_state {
    REQUISITION_DRAFT,
    REQUISITION_PENDING,
    REQUISITION_REJECTED,
    REQUISITION_ORDERED
};

enum transmission {
    TRANSMISSION_NONE,
    TRANSMISSION_SENDING,
    TRANSMISSION_ACCEPTED,
    TRANSMISSION_REFUSED,
    TRANSMISSION_FAILED
};

struct requisition {
    struct arena *arena;
    uint64_t id;
    uint64_t punchout;
    const struct user *requester;
    struct cart cart;
    enum requisition_state state;
    enum transmission transmission;
    int64_t at_us;
    const char *order_id; /* NULL until it is approved */
    const char *payload_id;
    const char *order_document; /* sent again as it is */
    char answer[256];           /* the last one, for people; "" before */
    int sent;                   /* how often */
    bool accepted;              /* by any of these */
};

/* A document and its answer, secrets masked. */
struct exchange {
    struct arena *arena;
    uint64_t id;
    uint64_t punchout;    /* 0: none */
    uint64_t requisition; /* 0: none */
    const char *title;
    const char *url; /* NULL for what came by way of the browser */
    const char *request;
    const char *response; /* NULL: none came */
    const char *verdict;
    int http_status; /* 0: none */
    int64_t elapsed_us;
    int64_t at_us;
};

struct desk;

/* Orders are numbered from `first_order`. */
struct desk *desk_open(const struct settings *settings, struct clock clock, struct entropy entropy,
                       unsigned first_order);
void desk_close(struct desk *desk);

const struct settings *desk_settings(const struct desk *desk);
int64_t desk_now_us(const struct desk *desk);
const struct entropy *desk_entropy(const struct desk *desk);

void desk_lock(struct desk *desk);
void desk_unlock(struct desk *desk);

/* The rest: with the lock held. */

/* A new visit with a BuyerCookie that nobody can guess. */
struct punchout *desk_add_punchout(struct desk *desk, const struct user *user);
/* A new Draft of a cart, which is copied; the punchout is told. */
struct requisition *desk_add_requisition(struct desk *desk, struct punchout *punchout,
                                         const struct cart *cart);
/* Copies, masks and cuts; gives the id. */
uint64_t desk_add_exchange(struct desk *desk, const struct exchange *exchange);
/* "PO-1001" and so on, never the same twice. */
const char *desk_next_order_id(struct desk *desk, struct arena *arena);

/* NULL where there is none of that id, or none any more. */
struct punchout *desk_punchout(struct desk *desk, uint64_t id);
struct requisition *desk_requisition(struct desk *desk, uint64_t id);
struct exchange *desk_exchange(struct desk *desk, uint64_t id);

/* Ids run from 1 to these. */
uint64_t desk_last_requisition(const struct desk *desk);
uint64_t desk_last_exchange(const struct desk *desk);

#endif
