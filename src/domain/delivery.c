#include "domain/delivery.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const kinds[] = {[DELIVERY_CONFIRMATION] = "ConfirmationRequest",
                                    [DELIVERY_STATUS_UPDATE] = "StatusUpdateRequest",
                                    [DELIVERY_INVOICE] = "InvoiceDetailRequest",
                                    [DELIVERY_MAIL] = "mail",
                                    [DELIVERY_WEBHOOK] = "webhook"};
static const char *const events[] = {[EVENT_BOOKED] = "booked",
                                     [EVENT_ATTENTION] = "attention",
                                     [EVENT_CHANGED] = "changed",
                                     [EVENT_CANCELLED] = "cancelled",
                                     [EVENT_REJECTED] = "rejected",
                                     [EVENT_TEST_MODE] = "test_mode",
                                     [EVENT_INVOICED] = "invoiced",
                                     [EVENT_INVOICE_TEST] = "invoice_test",
                                     [EVENT_ENDING] = "ending",
                                     [EVENT_EXPIRED] = "expired",
                                     [EVENT_REQUESTED] = "requested",
                                     [EVENT_REQUEST_EXPIRED] = "request_expired",
                                     [EVENT_WEBHOOK_TEST] = "webhook_test",
                                     [EVENT_OPENED] = "opened",
                                     [EVENT_RENEWED] = "renewed",
                                     [EVENT_USAGE_NEAR] = "usage_near",
                                     [EVENT_USAGE_ALL] = "usage_all",
                                     [EVENT_ENDED] = "ended"};
static const char *const states[] = {[DELIVERY_WAITING] = "waiting",
                                     [DELIVERY_DELIVERED] = "delivered",
                                     [DELIVERY_FAILED] = "failed"};
static const char *const labels[] = {[DELIVERY_WAITING] = "Waiting",
                                     [DELIVERY_DELIVERED] = "Delivered",
                                     [DELIVERY_FAILED] = "Failed"};

static bool parse(const char *const *names, size_t count, const char *name, size_t *out)
{
    for (*out = 0; *out < count; ++*out) {
        if (text_equal(names[*out], name))
            return true;
    }
    return false;
}

const char *delivery_kind_name(enum delivery_kind kind)
{
    return kinds[kind];
}

bool delivery_kind_parse(const char *name, enum delivery_kind *out)
{
    size_t at;
    bool found = parse(kinds, COUNT(kinds), name, &at);
    if (found)
        *out = (enum delivery_kind)at;
    return found;
}

const char *delivery_event_name(enum delivery_event event)
{
    return events[event];
}

bool delivery_event_parse(const char *name, enum delivery_event *out)
{
    size_t at;
    bool found = parse(events, COUNT(events), name, &at);
    if (found)
        *out = (enum delivery_event)at;
    return found;
}

bool delivery_event_of_agreement(enum delivery_event event)
{
    return event >= EVENT_ENDING;
}

const char *delivery_state_name(enum delivery_state state)
{
    return states[state];
}

const char *delivery_state_label(enum delivery_state state)
{
    return labels[state];
}

bool delivery_state_parse(const char *name, enum delivery_state *out)
{
    size_t at;
    bool found = parse(states, COUNT(states), name, &at);
    if (found)
        *out = (enum delivery_state)at;
    return found;
}

int64_t delivery_wait_us(int attempts, uint64_t random)
{
    const int64_t first_us = 10 * TIME_SECOND_US;
    const int64_t longest_us = 6 * TIME_HOUR_US;
    int64_t wait_us = first_us;
    for (int i = 1; i < attempts && wait_us < longest_us; i++)
        wait_us *= 2;
    if (wait_us > longest_us)
        wait_us = longest_us;
    return wait_us - wait_us / 4 + (int64_t)(random % (uint64_t)(wait_us / 2 + 1));
}

char *delivery_host(struct arena *arena, const char *url)
{
    const char *scheme = strstr(url, "://");
    const char *host = scheme == NULL ? "" : scheme + strlen("://");
    return text_lower(arena, arena_text_n(arena, host, strcspn(host, "/?#:")));
}
