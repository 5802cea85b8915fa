#include "domain/request.h"

#include "base/text.h"

static const struct {
    const char *name;
    const char *label;
    unsigned next; /* bits of the states it may become */
} states[] = {
#define TO(state) (1u << (state))
    [REQUEST_DRAFT] = {"draft", "Draft", TO(REQUEST_IN_PROCUREMENT) | TO(REQUEST_CANCELLED)},
    [REQUEST_IN_PROCUREMENT] = {"in_procurement", "In procurement",
                                TO(REQUEST_ORDERED) | TO(REQUEST_FULFILLED) | TO(REQUEST_REJECTED) |
                                    TO(REQUEST_EXPIRED) | TO(REQUEST_CANCELLED) |
                                    TO(REQUEST_NEEDS_ATTENTION)},
    [REQUEST_ORDERED] = {"ordered", "Ordered",
                         TO(REQUEST_FULFILLED) | TO(REQUEST_CANCELLED) |
                             TO(REQUEST_NEEDS_ATTENTION)},
    [REQUEST_FULFILLED] = {"fulfilled", "Fulfilled", 0},
    [REQUEST_REJECTED] = {"rejected", "Rejected", 0},
    [REQUEST_EXPIRED] = {"expired", "Expired", TO(REQUEST_NEEDS_ATTENTION)},
    [REQUEST_CANCELLED] = {"cancelled", "Cancelled", 0},
    [REQUEST_NEEDS_ATTENTION] = {"needs_attention", "Needs attention",
                                 TO(REQUEST_ORDERED) | TO(REQUEST_FULFILLED) |
                                     TO(REQUEST_REJECTED) | TO(REQUEST_CANCELLED)},
#undef TO
};

const char *request_state_name(enum request_state state)
{
    return states[state].name;
}

const char *request_state_label(enum request_state state)
{
    return states[state].label;
}

bool request_state_parse(const char *name, enum request_state *out)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (text_equal(states[i].name, name)) {
            *out = (enum request_state)i;
            return true;
        }
    }
    return false;
}

bool request_state_may_become(enum request_state from, enum request_state to)
{
    return (states[from].next & 1u << to) != 0;
}
