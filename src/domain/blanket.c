#include "domain/blanket.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"

bool order_asks_releases(const struct order *order)
{
    return order->release_required &&
           text_equal_nocase(text_or_empty(order->order_type), "blanket");
}

bool order_is_release(const struct order *order)
{
    return !text_empty(order->released_from) || !text_empty(order->released_payload_id);
}

static const struct money none = {0, ""};

/* Nothing where a line says no amount, or they are of different currencies. */
static struct money sum_of(const struct order *order,
                           bool (*amount_of)(const struct order_line *line, struct money *out))
{
    struct money sum = none;
    for (size_t i = 0; i < order->line_count; i++) {
        struct money amount;
        if (!amount_of(&order->lines[i], &amount))
            return none;
        if (i == 0)
            sum = amount;
        else if (!money_add(&sum, amount))
            return none;
    }
    return sum;
}

static bool limit_of(const struct order_line *line, struct money *out)
{
    *out = line->limit;
    return line->has_limit;
}

static bool amount_of(const struct order_line *line, struct money *out)
{
    if (!line->has_price || !money_times(line->unit_price, line->quantity_micros, out))
        return false;
    *out = money_share(*out, QUANTITY_ONE);
    return true;
}

struct money blanket_limit(const struct order *blanket)
{
    if (blanket->has_total && !money_is_zero(blanket->total))
        return blanket->total;
    return sum_of(blanket, limit_of);
}

const char *blanket_problem(struct arena *arena, const struct order *order)
{
    if (!text_equal_nocase(text_or_empty(order->order_type), "blanket"))
        return NULL;
    if (order->has_total && money_is_negative(order->total))
        return "The Total of a blanket order is negative.";
    if (order->expires_us != 0 && order->expires_us <= order->effective_us)
        return arena_printf(arena, "The expirationDate, %s, is not after the effectiveDate, %s.",
                            time_date(arena, order->expires_us),
                            time_date(arena, order->effective_us));
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        if (line->has_limit && money_is_negative(line->limit))
            return arena_printf(arena, "Line %d: the limit is negative.", line->number);
    }
    return NULL;
}

const char *blanket_open_text(struct arena *arena, const struct order *blanket)
{
    struct money limit = blanket_limit(blanket);
    return arena_printf(
        arena, "Blanket order %s is open for releases%s%s%s%s%s%s.", blanket->order_id,
        text_empty(limit.currency) ? "" : " of up to ",
        text_empty(limit.currency) ? "" : money_text(arena, limit),
        blanket->effective_us > blanket->received_us ? ", from " : "",
        blanket->effective_us > blanket->received_us ? time_date(arena, blanket->effective_us) : "",
        blanket->expires_us == 0 ? "" : ", until ",
        blanket->expires_us == 0 ? "" : time_date(arena, blanket->expires_us));
}

struct money release_amount(const struct order *release)
{
    struct money sum = sum_of(release, amount_of);
    if (text_empty(sum.currency) && release->has_total && !money_is_negative(release->total))
        return release->total;
    return sum;
}

/* What is left of it is what nobody has taken, however much was. */
static struct money left_of(struct money limit, struct money released)
{
    money_add(&limit, money_negative(released));
    return money_is_negative(limit) ? money_zero(limit.currency) : limit;
}

const char *release_problem(struct arena *arena, const struct order *blanket, struct money released,
                            struct money amount, int64_t now_us)
{
    const char *number = blanket->order_id;
    struct money limit = blanket_limit(blanket);
    if (blanket->state == ORDER_CANCELLED)
        return arena_printf(arena, "blanket order %s is cancelled", number);
    if (now_us < blanket->effective_us)
        return arena_printf(arena, "blanket order %s is not open before %s", number,
                            time_date(arena, blanket->effective_us));
    if (blanket->expires_us != 0 && now_us >= blanket->expires_us)
        return arena_printf(arena, "blanket order %s was open until %s", number,
                            time_date(arena, blanket->expires_us));
    if (text_empty(limit.currency))
        return NULL;
    if (text_empty(amount.currency))
        return arena_printf(arena, "it does not say what it takes of blanket order %s", number);
    if (!money_same_currency(limit, amount))
        return arena_printf(arena, "blanket order %s is in %s, this release in %s", number,
                            limit.currency, amount.currency);
    struct money left = left_of(limit, released);
    if (money_compare(amount, left) > 0)
        return arena_printf(arena, "it takes %s of blanket order %s, of which %s are left",
                            money_text(arena, amount), number, money_text(arena, left));
    return NULL;
}

const char *blanket_change_problem(struct arena *arena, const struct order *before,
                                   const struct order *after, struct money released)
{
    struct money was = blanket_limit(before);
    struct money is = blanket_limit(after);
    if (!order_asks_releases(after))
        return arena_printf(arena, "it is a blanket order, and this is not");
    if (text_empty(was.currency) || text_empty(is.currency) || money_is_zero(released))
        return NULL;
    if (!money_same_currency(was, is))
        return arena_printf(arena, "its currency is %s, and %s of it are released", was.currency,
                            money_text(arena, released));
    if (money_compare(is, released) < 0)
        return arena_printf(arena, "%s of it are released: it can't be lowered to %s",
                            money_text(arena, released), money_text(arena, is));
    return NULL;
}
