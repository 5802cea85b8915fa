#ifndef DOMAIN_WEBHOOK_H
#define DOMAIN_WEBHOOK_H
/* What a webhook is told (API-2), in the form of Standard Webhooks (standardwebhooks.com): type,
 * timestamp, data. */
#include "domain/agreement.h"
#include "domain/delivery.h"
#include "domain/invoice.h"
#include "domain/order.h"
#include "domain/request.h"

enum { WEBHOOKS_MAX = 5 }; /* of an organization */

struct webhook {
    const char *organization_id;
    const char *id;
    const char *url;
    int64_t created_us;
};

/* One thing that happened, with what it is about as it is now; NULL what it is not about. */
struct webhook_event {
    enum delivery_event event;
    const char *organization_id;
    int64_t at_us;
    const struct order *order;
    const struct agreement *agreements; /* of the order, or the one it is about */
    size_t agreement_count;
    const struct invoice *invoice;
    const struct request *request;
};

/* "order.fulfilled"; NULL where webhooks are not told of it. */
const char *webhook_type(enum delivery_event event);

/* The JSON that is sent. */
char *webhook_body(struct arena *arena, const struct webhook_event *event);

#endif
