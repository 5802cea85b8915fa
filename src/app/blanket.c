#include "app/blanket.h"

#include "base/arena.h"
#include "base/text.h"
#include "store/order.h"

/* A document that called it off stands for nothing that could be released from. */
static bool is_blanket(const struct order *order, bool test)
{
    return order_asks_releases(order) && order->test == test && order->type != ORDER_DELETE &&
           (order_state_is_live(order->state) || order->state == ORDER_CANCELLED);
}

enum status blanket_of(struct db_tx *tx, struct arena *arena, const struct order *release,
                       struct order *out)
{
    const char *const names[] = {release->released_from, release->released_payload_id};
    struct db_statement *(*const ask[])(struct db_tx *, const char *, const char *,
                                        const char *) = {order_store_ask_number,
                                                         order_store_ask_payload};
    enum status st = OK;
    for (size_t way = 0; st == OK && way < sizeof ask / sizeof *ask; way++) {
        struct order_rows rows = {0};
        if (text_empty(names[way]))
            continue;
        st = order_store_asked(
            ask[way](tx, release->organization_id, release->connection_id, names[way]), arena,
            &rows);
        for (size_t i = 0; st == OK && i < rows.count; i++) {
            struct order_row row;
            if (!is_blanket(&rows.items[i].order, release->test))
                continue;
            st = order_store_find(tx, arena, rows.items[i].order.id, &row);
            if (st == OK)
                *out = row.order;
            return st;
        }
    }
    return st == OK ? NOT_FOUND : st;
}

enum status blanket_released(struct db_tx *tx, const struct order *blanket, const char *except_id,
                             struct money *out)
{
    int64_t micros;
    enum status st = order_store_drawn(tx, blanket, except_id, &micros);
    *out = money_of(micros, blanket_limit(blanket).currency);
    return st;
}

enum status blanket_draw(struct db_tx *tx, struct ctx *ctx, struct order *release,
                         const struct order *before, const char **out_problem)
{
    struct order blanket;
    struct money released;
    *out_problem = NULL;
    if (!order_is_release(release))
        return OK;
    struct money amount = release_amount(release);
    release->drawn_micros = money_micros(amount);
    enum status st = blanket_of(tx, ctx->arena, release, &blanket);
    if (st != OK)
        return st == NOT_FOUND ? OK : st;
    st = blanket_released(tx, &blanket, before == NULL ? NULL : before->id, &released);
    if (!money_same_currency(amount, released))
        release->drawn_micros = 0;
    release->released_from = blanket.order_id;
    *out_problem = release_problem(ctx->arena, &blanket, released, amount, ctx_now_us(ctx));
    return st;
}

enum status blanket_open(struct db_tx *tx, struct ctx *ctx, struct order *blanket,
                         const struct order *before, const char **out_problem)
{
    struct money released;
    *out_problem = NULL;
    if (before != NULL && before->state == ORDER_OPEN) {
        enum status st = blanket_released(tx, before, NULL, &released);
        if (st != OK)
            return st;
        *out_problem = blanket_change_problem(ctx->arena, before, blanket, released);
    } else if (before != NULL && before->state == ORDER_FULFILLED) {
        *out_problem = "it is an order that bought something, and this is a blanket order";
    }
    if (*out_problem != NULL)
        return OK;
    blanket->state = blanket->test ? ORDER_TEST : ORDER_OPEN;
    for (size_t i = 0; i < blanket->line_count; i++)
        blanket->lines[i].outcome =
            blanket->test ? "Test: would be open for releases" : "Open for releases";
    return OK;
}
