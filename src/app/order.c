#include "app/order.h"

#include <string.h>

#include "app/blanket.h"
#include "app/notice.h"
#include "app/order_change.h"
#include "app/order_fulfil.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "store/order.h"

/* A request has at most 100 lines; an order may join several. */
enum { DISABLED_GRACE_DAYS = 30, LINES_MAX = 1000 };

struct placing {
    struct ctx *ctx;
    const struct caller *caller;
    struct order *order;
    struct document document;
    unsigned char content_hash[HASH_SIZE];
    struct order_answer *answer;
    /* Asked for at once, read one after the other. */
    struct db_statement *same_payload;
    struct db_statement *same_number;
    struct db_statement *referred; /* NULL: the document names no other */
    struct fulfilment *fulfilment; /* NULL: it is not ours to match */
    bool bought;                   /* it made agreements, and has not only changed some */
};

static void add_text(struct hash *hash, const char *text)
{
    hash_add(hash, bytes_of(text_or_empty(text)));
}

static void add_int(struct hash *hash, int64_t number)
{
    hash_add(hash, (struct bytes){(const unsigned char *)&number, sizeof number});
}

/*
 * What makes two documents the same order (ORD-2): all that the buyer asks for, but not when and
 * under which payload id it was said, which a system may renew when it sends again.
 */
static void content_hash(const struct order *order, unsigned char out[HASH_SIZE])
{
    struct hash hash;
    hash_start(&hash, NULL);
    add_text(&hash, order->order_id);
    add_text(&hash, order->version);
    add_text(&hash, order_type_name(order->type));
    add_text(&hash, order->order_type);
    add_int(&hash, order->has_total ? money_micros(order->total) : -1);
    add_text(&hash, order->has_total ? order->total.currency : "");
    add_text(&hash, order->details);
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        add_text(&hash, line->line_number);
        add_text(&hash, line->part_id);
        add_text(&hash, line->auxiliary_id);
        add_int(&hash, line->quantity_micros);
        add_int(&hash, line->has_price ? money_micros(line->unit_price) : -1);
        add_text(&hash, line->has_price ? line->unit_price.currency : "");
        add_text(&hash, line->description);
        add_text(&hash, line->unit_of_measure);
        add_text(&hash, line->unspsc);
        add_text(&hash, line->details);
        if (line->has_limit) {
            add_int(&hash, money_micros(line->limit));
            add_text(&hash, line->limit.currency);
        }
    }
    if (order->release_required || order->expires_us != 0) {
        add_int(&hash, order->effective_us);
        add_int(&hash, order->expires_us);
    }
    if (order_is_release(order))
        add_text(&hash, order->released_from);
    hash_finish(&hash, out);
}

static enum status validate(struct arena *arena, const struct order *order, struct fault *fault)
{
    if (text_empty(order->order_id))
        return fault_set(fault, BAD_INPUT, "OrderRequestHeader/@orderID is missing.");
    if (order->defect != NULL)
        return fault_set(fault, BAD_INPUT, "%s", order->defect);
    if (order->line_count == 0 && order->type != ORDER_DELETE && !order_asks_releases(order))
        return fault_set(fault, BAD_INPUT, "The order has no ItemOut.");
    const char *problem = blanket_problem(arena, order);
    if (problem != NULL)
        return fault_set(fault, BAD_INPUT, "%s", problem);
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        if (line->quantity_micros < 0)
            return fault_set(fault, BAD_INPUT, "Line %d: the quantity %s is negative.",
                             line->number, quantity_text(arena, line->quantity_micros));
        if (text_empty(line->part_id) && text_empty(line->auxiliary_id) &&
            !order_asks_releases(order))
            return fault_set(fault, BAD_INPUT,
                             "Line %d has neither SupplierPartID nor SupplierPartAuxiliaryID.",
                             line->number);
        if (line->has_price && money_is_negative(line->unit_price))
            return fault_set(fault, BAD_INPUT, "Line %d: the unit price is negative.",
                             line->number);
    }
    return OK;
}

/* CON-9: what was requested while the connection was enabled may still be ordered for 30 days. */
static bool in_grace(const struct placing *placing)
{
    const struct connection *connection = &placing->caller->connection;
    int64_t since_us = ctx_now_us(placing->ctx) - connection->disabled_us;
    return connection->status == CONNECTION_DISABLED && connection->disabled_us > 0 &&
           since_us <= DISABLED_GRACE_DAYS * TIME_DAY_US;
}

static enum status check_enabled(const struct placing *placing, struct fault *fault)
{
    const struct connection *connection = &placing->caller->connection;
    if (connection->account_suspended)
        return fault_set(fault, DENIED,
                         "The account %s is suspended; this order is kept. The marketplace's "
                         "operator can end that.",
                         connection->account_id);
    if (connection->status == CONNECTION_ENABLED || in_grace(placing))
        return OK;
    return fault_set(fault, DENIED,
                     "The connection '%s' is %s; what was requested through it is honoured for %d "
                     "days after it was disabled.",
                     connection->name, connection_status_name(connection->status),
                     DISABLED_GRACE_DAYS);
}

static bool same_content(const struct placing *placing, const struct order_row *row)
{
    return row->content_hash.size == HASH_SIZE &&
           memcmp(row->content_hash.data, placing->content_hash, HASH_SIZE) == 0;
}

static enum status answer_again(struct db_tx *tx, struct placing *placing,
                                const struct order_row *first)
{
    struct arena *arena = placing->ctx->arena;
    *placing->answer = (struct order_answer){
        .message = first->answer,
        .order_id = first->order.id,
        .answered_us = first->order.received_us,
        .repeated = true,
    };
    placing->document.status_code = 200;
    placing->document.remark =
        arena_printf(arena, "repeat of %s; answered as at first", first->order.id);
    return document_store_insert_inbound(tx, &placing->document);
}

/* Nothing stands for it any more, and nothing has taken its place. */
static bool gone(const struct order *order)
{
    return order->state == ORDER_REFUSED || order->state == ORDER_REJECTED ||
           (order->state == ORDER_CANCELLED && order->type != ORDER_DELETE);
}

/* Whether a change is rather about `order` than about what was found so far: what bought comes
 * before what waits for a person, which may be a change of it that failed. */
static bool is_meant(const struct order *order, const struct order_row *found)
{
    return order_state_is_live(order->state) && order->type != ORDER_DELETE &&
           (found == NULL ||
            (found->order.state == ORDER_NEEDS_ATTENTION && order->state != ORDER_NEEDS_ATTENTION));
}

/*
 * ORD-2. A document that was booked before, by its payload id or by number, version and content, is
 * `*repeat`. Another order that is live under the same number, or that the document refers to, is
 * what it changes, `*earlier`. What was refused is judged anew: its cause may have been mended.
 * What was cancelled may be ordered again. A test has its order numbers for itself.
 */
static enum status look_for_earlier(struct placing *placing, const struct order_row **repeat,
                                    const struct order_row **earlier)
{
    const struct order *order = placing->order;
    struct arena *arena = placing->ctx->arena;
    struct order_rows rows;
    *repeat = NULL;
    *earlier = NULL;
    enum status st = order_store_asked(placing->same_payload, arena, &rows);
    for (size_t i = 0; st == OK && *repeat == NULL && i < rows.count; i++) {
        const struct order *other = &rows.items[i].order;
        if (other->state != ORDER_REFUSED && same_content(placing, &rows.items[i]) &&
            text_equal(other->deployment_mode, order->deployment_mode))
            *repeat = &rows.items[i];
    }
    if (st != OK || *repeat != NULL)
        return st;
    st = order_store_asked(placing->same_number, arena, &rows);
    for (size_t i = 0; st == OK && *repeat == NULL && i < rows.count; i++) {
        const struct order *other = &rows.items[i].order;
        if (other->test != order->test || gone(other))
            continue;
        if (same_content(placing, &rows.items[i]))
            *repeat = &rows.items[i];
        else if (is_meant(other, *earlier))
            *earlier = &rows.items[i];
    }
    if (st != OK || *repeat != NULL || *earlier != NULL || placing->referred == NULL)
        return st;
    st = order_store_asked(placing->referred, arena, &rows);
    for (size_t i = 0; st == OK && i < rows.count; i++) {
        if (rows.items[i].order.test == order->test && is_meant(&rows.items[i].order, *earlier))
            *earlier = &rows.items[i];
    }
    return st;
}

static void need_attention(struct order *order, const char *reason)
{
    order->state = ORDER_NEEDS_ATTENTION;
    order->reason = reason;
}

static enum status change(struct db_tx *tx, struct placing *placing,
                          const struct order_row *earlier)
{
    struct order *order = placing->order;
    enum status st = order_change(tx, placing->ctx, &placing->caller->connection, order,
                                  &earlier->order, &placing->bought);
    /* What claims to be new may be one whose number was used twice: a person looks. */
    if (st == OK && order->state == ORDER_REFUSED && order->type == ORDER_NEW)
        need_attention(order,
                       arena_printf(placing->ctx->arena,
                                    "order %s came before with other content, and can't be changed "
                                    "to this: %s",
                                    order->order_id, order->reason));
    return st;
}

static enum status judge(struct db_tx *tx, struct placing *placing, const struct order_row *earlier)
{
    struct order *order = placing->order;
    if (order->type == ORDER_DELETE)
        return order_cancel(tx, placing->ctx, order, earlier == NULL ? NULL : &earlier->order);
    if (order->line_count > LINES_MAX) {
        need_attention(order, arena_printf(placing->ctx->arena,
                                           "it has %zu lines, more than the %d that are "
                                           "matched without a person",
                                           order->line_count, LINES_MAX));
        return OK;
    }
    placing->bought = earlier == NULL;
    if (earlier != NULL)
        return change(tx, placing, earlier);
    if (!order_asks_releases(order))
        return order_fulfil(placing->fulfilment);
    const char *problem;
    return blanket_open(tx, placing->ctx, order, NULL, &problem);
}

static enum delivery_event event_of(const struct placing *placing)
{
    const struct order *order = placing->order;
    if (order->state == ORDER_NEEDS_ATTENTION)
        return EVENT_ATTENTION;
    if (order->state == ORDER_CANCELLED)
        return EVENT_CANCELLED;
    if (!placing->bought)
        return EVENT_CHANGED;
    return order_asks_releases(order) ? EVENT_OPENED : EVENT_BOOKED;
}

static enum status keep(struct db_tx *tx, struct placing *placing)
{
    struct order_answer *answer = placing->answer;
    struct order_row row = {
        .order = *placing->order,
        .content_hash = {placing->content_hash, HASH_SIZE},
        .answer = answer->message,
    };
    answer->order_id = row.order.id;
    answer->answered_us = row.order.received_us;
    placing->document.status_code = answer->status == OK         ? 200
                                    : answer->status == DENIED   ? 403
                                    : answer->status == CONFLICT ? 409
                                                                 : 400;
    placing->document.remark = answer->message;
    enum status st = order_store_insert(tx, &row);
    if (st == OK)
        st = document_store_insert_inbound(tx, &placing->document);
    if (st != OK || row.order.state == ORDER_REFUSED)
        return st;
    return notice_add(tx, placing->ctx, &placing->caller->connection, &row.order,
                      event_of(placing));
}

static void refuse(struct placing *placing, enum status status, const char *message)
{
    placing->order->state = ORDER_REFUSED;
    placing->order->reason = message;
    placing->answer->status = status;
    placing->answer->message = message;
}

static const char *message_for(const struct placing *placing)
{
    const struct order *order = placing->order;
    struct arena *arena = placing->ctx->arena;
    switch (order->state) {
    case ORDER_FULFILLED:
        return arena_printf(arena,
                            placing->bought ? "Order %s is booked and its agreements have started."
                                            : "Order %s is changed.",
                            order->order_id);
    case ORDER_TEST:
        return arena_printf(arena, "Order %s is recorded. Test mode: nothing was bought.",
                            order->order_id);
    case ORDER_CANCELLED:
        return arena_printf(arena,
                            order->replaces_id != NULL
                                ? "Order %s is cancelled."
                                : "There is no order %s here that could be cancelled: nothing is "
                                  "to be done.",
                            order->order_id);
    case ORDER_OPEN:
        return blanket_open_text(arena, order);
    case ORDER_NEEDS_ATTENTION:
    case ORDER_REFUSED:
    case ORDER_REPLACED:
    case ORDER_REJECTED:
        break;
    }
    return arena_printf(arena, "Order %s is received and waits for the marketplace: %s.",
                        order->order_id, order->reason);
}

static void ask(struct db_tx *tx, struct placing *placing)
{
    const struct connection *connection = &placing->caller->connection;
    struct order *order = placing->order;
    placing->same_payload =
        order_store_ask_payload(tx, connection->organization_id, connection->id, order->payload_id);
    placing->same_number =
        order_store_ask_number(tx, connection->organization_id, connection->id, order->order_id);
    if (!text_empty(order->refers_to))
        placing->referred = order_store_ask_payload(tx, connection->organization_id, connection->id,
                                                    order->refers_to);
    if (order->type != ORDER_DELETE && order->line_count <= LINES_MAX &&
        !order_asks_releases(order))
        placing->fulfilment = order_fulfil_ask(tx, placing->ctx, connection, order);
}

static enum status place(struct db_tx *tx, void *state)
{
    struct placing *placing = state;
    ask(tx, placing);
    const struct order_row *repeat;
    const struct order_row *earlier;
    enum status st = look_for_earlier(placing, &repeat, &earlier);
    if (st != OK)
        return st;
    if (repeat != NULL)
        return answer_again(tx, placing, repeat);
    if ((st = judge(tx, placing, earlier)) != OK)
        return st;
    if (placing->order->state == ORDER_REFUSED) {
        refuse(placing, CONFLICT,
               arena_printf(placing->ctx->arena, "Order %s stays as it is: %s.",
                            placing->order->order_id, placing->order->reason));
        return keep(tx, placing);
    }
    if (placing->order->state == ORDER_NEEDS_ATTENTION &&
        placing->caller->connection.status != CONNECTION_ENABLED) {
        refuse(placing, DENIED,
               arena_printf(placing->ctx->arena,
                            "The connection is disabled and this was not requested through it: %s.",
                            placing->order->reason));
        return keep(tx, placing);
    }
    placing->answer->status = OK;
    placing->answer->message = message_for(placing);
    return keep(tx, placing);
}

static enum status keep_refused(struct db_tx *tx, void *state)
{
    return keep(tx, state);
}

enum status order_place(struct ctx *ctx, const struct caller *caller, struct order *order,
                        const struct document *document, struct order_answer *answer)
{
    struct placing placing = {
        .ctx = ctx, .caller = caller, .order = order, .document = *document, .answer = answer};
    *answer = (struct order_answer){.status = OK};
    order->organization_id = caller->connection.organization_id;
    order->id = ctx_new_id(ctx);
    order->connection_id = caller->connection.id;
    order->test = caller->test;
    order->received_us = ctx_now_us(ctx);
    order->document_id = ctx_new_id(ctx);
    placing.document.organization_id = order->organization_id;
    placing.document.connection_id = order->connection_id;
    placing.document.id = order->document_id;
    placing.document.order_id = order->order_id;
    placing.document.at_us = order->received_us;
    content_hash(order, placing.content_hash);
    struct fault fault;
    enum status st = validate(ctx->arena, order, &fault);
    if (st == OK)
        st = check_enabled(&placing, &fault);
    if (st != OK) {
        refuse(&placing, st, arena_text(ctx->arena, fault.message));
        return db_write_for(ctx->app->db, order->organization_id, keep_refused, &placing,
                            &ctx->fault);
    }
    return db_write_for(ctx->app->db, order->organization_id, place, &placing, &ctx->fault);
}
