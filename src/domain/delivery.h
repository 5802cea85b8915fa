#ifndef DOMAIN_DELIVERY_H
#define DOMAIN_DELIVERY_H
/* What leaves the house after an order: documents for the buyer's procurement system (ORD-7, BIL-4)
 * and mail (ORD-8), each until it has arrived or has failed for good. */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum delivery_kind {
    DELIVERY_CONFIRMATION,
    DELIVERY_STATUS_UPDATE,
    DELIVERY_INVOICE,
    DELIVERY_MAIL,
    DELIVERY_WEBHOOK /* signed JSON (API-2) */
};

/* What it tells of. */
enum delivery_event {
    EVENT_BOOKED,          /* the order made its agreements or, in test mode, would have */
    EVENT_ATTENTION,       /* a person decides on the order */
    EVENT_CHANGED,         /* a later version has changed what was booked */
    EVENT_CANCELLED,       /* the buyer has called it off */
    EVENT_REJECTED,        /* somebody has decided against the order */
    EVENT_TEST_MODE,       /* orders have bought nothing for days (CON-7) */
    EVENT_INVOICED,        /* an invoice was issued */
    EVENT_INVOICE_TEST,    /* an invoice that was issued, once more and as a test (BIL-4) */
    EVENT_REQUESTED,       /* a request was handed to the procurement system */
    EVENT_REQUEST_EXPIRED, /* nobody has ordered it in time */
    EVENT_WEBHOOK_TEST,    /* somebody tries a webhook (API-2) */
    EVENT_OPENED,          /* a blanket order is open for releases (ORD-1) */
    /* From here on they are about agreements. */
    EVENT_ENDING,     /* an agreement ends soon, or renews (ORD-5) */
    EVENT_EXPIRED,    /* an agreement has ended */
    EVENT_RENEWED,    /* an agreement goes on: it renews the one before it */
    EVENT_USAGE_NEAR, /* 80 % of what an agreement's usage was estimated at are used (CAT-7) */
    EVENT_USAGE_ALL,  /* all of it is used */
    EVENT_ENDED       /* an agreement was ended before its day, or has been replaced */
};

enum delivery_state { DELIVERY_WAITING, DELIVERY_DELIVERED, DELIVERY_FAILED };

const char *delivery_kind_name(enum delivery_kind kind); /* "ConfirmationRequest" */
bool delivery_kind_parse(const char *name, enum delivery_kind *out);
const char *delivery_event_name(enum delivery_event event); /* "booked" */
bool delivery_event_parse(const char *name, enum delivery_event *out);
/* Whether it is about an agreement. */
bool delivery_event_of_agreement(enum delivery_event event);
const char *delivery_state_name(enum delivery_state state);  /* "waiting" */
const char *delivery_state_label(enum delivery_state state); /* "Waiting" */
bool delivery_state_parse(const char *name, enum delivery_state *out);

struct delivery {
    const char *organization_id;
    const char *id;
    enum delivery_kind kind;
    enum delivery_event event;
    const char *subject_id; /* our id of what `event` is about: an order, a connection, an invoice,
                               an agreement */
    const char *connection_id; /* of DELIVERY_WEBHOOK the webhook's id */
    const char *lane;          /* the host it goes to, or DELIVERY_MAIL_LANE */
    enum delivery_state state;
    int attempts; /* that were begun */
    int64_t due_us;
    int64_t created_us;
    int64_t ended_us;       /* 0 while it waits */
    const char *recipient;  /* an address of the web, or of mail; "" before the first attempt */
    const char *payload_id; /* of the document; "" before the first attempt, and of mail */
    const char *body;       /* "" before the first attempt; without the shared secret */
};

#define DELIVERY_MAIL_LANE "mail"

/* How one attempt went. */
enum delivery_verdict {
    VERDICT_DELIVERED,
    VERDICT_RETRY, /* the receiver may take it later */
    VERDICT_FAILED /* it will never take it as it is */
};

struct delivery_attempt {
    int number;
    int64_t at_us;
    int64_t elapsed_us;
    int code;            /* of the protocol: cXML, HTTP or SMTP; 0: no answer came */
    const char *message; /* what came of it, in words */
    struct bytes response;
};

/* The last attempt fails for good: about a day and a half after the first. */
enum { DELIVERY_ATTEMPTS_MAX = 16 };

/* How long to wait after so many attempts: ten seconds, doubled each time up to six hours, and of
 * that between 75 and 125 per cent by `random`, so that what failed together does not come back
 * together. */
int64_t delivery_wait_us(int attempts, uint64_t random);

/* The host of a URL, "" where it has none. */
char *delivery_host(struct arena *arena, const char *url);

#endif
