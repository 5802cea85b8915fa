#include "domain/order.h"

#include "base/arena.h"
#include "base/text.h"

static const char *const state_names[] = {[ORDER_FULFILLED] = "fulfilled",
                                          [ORDER_TEST] = "test",
                                          [ORDER_NEEDS_ATTENTION] = "needs_attention",
                                          [ORDER_REFUSED] = "refused",
                                          [ORDER_REPLACED] = "replaced",
                                          [ORDER_CANCELLED] = "cancelled",
                                          [ORDER_REJECTED] = "rejected",
                                          [ORDER_OPEN] = "open"};
static const char *const state_labels[] = {[ORDER_FULFILLED] = "Fulfilled",
                                           [ORDER_TEST] = "Test: nothing bought",
                                           [ORDER_NEEDS_ATTENTION] = "Needs attention",
                                           [ORDER_REFUSED] = "Refused",
                                           [ORDER_REPLACED] = "Replaced",
                                           [ORDER_CANCELLED] = "Cancelled",
                                           [ORDER_REJECTED] = "Rejected",
                                           [ORDER_OPEN] = "Open for releases"};
#define TO(state) (1u << ORDER_##state)
static const unsigned moves[] = {
    [ORDER_FULFILLED] = TO(REPLACED) | TO(CANCELLED),
    [ORDER_TEST] = TO(REPLACED) | TO(CANCELLED),
    [ORDER_NEEDS_ATTENTION] =
        TO(FULFILLED) | TO(TEST) | TO(REPLACED) | TO(CANCELLED) | TO(REJECTED),
    [ORDER_REFUSED] = 0,
    [ORDER_REPLACED] = 0,
    [ORDER_CANCELLED] = 0,
    [ORDER_REJECTED] = 0,
    [ORDER_OPEN] = TO(REPLACED) | TO(CANCELLED),
};
#undef TO
static const char *const type_names[] = {
    [ORDER_NEW] = "new", [ORDER_UPDATE] = "update", [ORDER_DELETE] = "delete"};

const char *order_state_name(enum order_state state)
{
    return state_names[state];
}

const char *order_state_label(enum order_state state)
{
    return state_labels[state];
}

bool order_state_may_become(enum order_state from, enum order_state to)
{
    return (moves[from] & 1u << to) != 0;
}

bool order_state_is_live(enum order_state state)
{
    return moves[state] != 0;
}

bool order_state_parse(const char *name, enum order_state *out)
{
    for (size_t i = 0; i < sizeof state_names / sizeof *state_names; i++) {
        if (text_equal(state_names[i], name)) {
            *out = (enum order_state)i;
            return true;
        }
    }
    return false;
}

const char *order_type_name(enum order_type type)
{
    return type_names[type];
}

bool order_type_parse(const char *name, enum order_type *out)
{
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
        if (text_equal_nocase(type_names[i], name)) {
            *out = (enum order_type)i;
            return true;
        }
    }
    return false;
}

static bool is_open(const struct request_line *line)
{
    return line->purchase_order_id == NULL;
}

static bool agrees(const struct order_line *line, const struct request_line *wanted,
                   int64_t tolerance_ppm)
{
    return line->quantity_micros == wanted->line.quantity_micros &&
           (!line->has_price ||
            money_within(line->unit_price, wanted->line.unit_price, tolerance_ppm));
}

const struct request_line *order_match_line(const struct order_line *line,
                                            const struct request_line *candidates, size_t count,
                                            int64_t tolerance_ppm)
{
    const struct request_line *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct request_line *candidate = &candidates[i];
        if (!text_empty(line->auxiliary_id)) {
            if (text_equal(candidate->id, line->auxiliary_id))
                return candidate;
            continue;
        }
        if (!text_equal(candidate->part_id, text_or_empty(line->part_id)) || !is_open(candidate))
            continue;
        if (agrees(line, candidate, tolerance_ppm))
            return candidate;
        if (found == NULL)
            found = candidate;
    }
    return found;
}

static const char *state_problem(struct arena *arena, const struct request_line *wanted, bool test,
                                 int64_t now_us)
{
    if (!is_open(wanted))
        return "what it asks for was ordered before";
    if (wanted->request_state != REQUEST_IN_PROCUREMENT)
        return arena_printf(arena, "its approval request is %s",
                            request_state_label(wanted->request_state));
    if (now_us > wanted->request_expires_us)
        return "its approval request has expired";
    if (wanted->request_test && !test)
        return "its approval request was made in test mode, the order is not a test";
    return NULL;
}

const char *order_line_obstacle(struct arena *arena, const struct order_line *line,
                                const struct request_line *wanted, bool test, int64_t now_us)
{
    if (wanted == NULL)
        return arena_printf(
            arena, "no approval request has the part '%s'%s%s%s", text_or_empty(line->part_id),
            text_empty(line->auxiliary_id) ? "" : " with the auxiliary id '",
            text_or_empty(line->auxiliary_id), text_empty(line->auxiliary_id) ? "" : "'");
    return state_problem(arena, wanted, test, now_us);
}

/* A line of a blanket order says up to what may be bought, and not what that costs. */
static const char *limit_problem(struct arena *arena, const struct order_line *line,
                                 const struct request_line *wanted)
{
    struct money amount = wanted->line.amount;
    if (!money_same_currency(line->limit, amount))
        return arena_printf(arena, "the currency is %s, requested was %s", line->limit.currency,
                            amount.currency);
    if (money_compare(line->limit, amount) < 0)
        return arena_printf(arena, "its limit is %s, requested were %s",
                            money_text(arena, line->limit), money_text(arena, amount));
    return NULL;
}

const char *order_line_problem(struct arena *arena, const struct order_line *line,
                               const struct request_line *wanted, int64_t tolerance_ppm, bool test,
                               int64_t now_us)
{
    const char *problem = order_line_obstacle(arena, line, wanted, test, now_us);
    if (problem != NULL)
        return problem;
    if (!text_empty(line->part_id) && !text_equal(line->part_id, wanted->part_id))
        return arena_printf(arena, "the part is '%s', requested was '%s'", line->part_id,
                            wanted->part_id);
    if (line->has_limit)
        return limit_problem(arena, line, wanted);
    if (line->quantity_micros != wanted->line.quantity_micros)
        return arena_printf(arena, "the quantity is %s, requested was %s",
                            quantity_text(arena, line->quantity_micros),
                            quantity_text(arena, wanted->line.quantity_micros));
    if (line->has_price && !money_same_currency(line->unit_price, wanted->line.unit_price))
        return arena_printf(arena, "the currency is %s, requested was %s",
                            line->unit_price.currency, wanted->line.unit_price.currency);
    if (line->has_price && !money_within(line->unit_price, wanted->line.unit_price, tolerance_ppm))
        return arena_printf(arena, "the unit price is %s, requested was %s",
                            money_text(arena, line->unit_price),
                            money_text(arena, wanted->line.unit_price));
    return NULL;
}
