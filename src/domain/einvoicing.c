#include "domain/einvoicing.h"

#include "base/text.h"

static const char *const names[] = {[EINVOICING_OFF] = "off",
                                    [EINVOICING_TESTING] = "testing",
                                    [EINVOICING_ACTIVE] = "active",
                                    [EINVOICING_SUSPENDED] = "suspended"};
static const char *const labels[] = {[EINVOICING_OFF] = "Off",
                                     [EINVOICING_TESTING] = "Testing",
                                     [EINVOICING_ACTIVE] = "Active",
                                     [EINVOICING_SUSPENDED] = "Suspended"};
static const unsigned moves[] = {[EINVOICING_OFF] = 1u << EINVOICING_TESTING,
                                 [EINVOICING_TESTING] = 1u << EINVOICING_ACTIVE,
                                 [EINVOICING_ACTIVE] = 1u << EINVOICING_SUSPENDED,
                                 [EINVOICING_SUSPENDED] = 1u << EINVOICING_ACTIVE};

const char *einvoicing_state_name(enum einvoicing_state state)
{
    return names[state];
}

const char *einvoicing_state_label(enum einvoicing_state state)
{
    return labels[state];
}

bool einvoicing_state_parse(const char *name, enum einvoicing_state *out)
{
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_equal(names[i], name)) {
            *out = (enum einvoicing_state)i;
            return true;
        }
    }
    return false;
}

bool einvoicing_state_may_become(enum einvoicing_state from, enum einvoicing_state to)
{
    return (moves[from] & 1u << to) != 0;
}
