#include "app/notice.h"

#include "app/agreement.h"
#include "app/renewal.h"
#include "app/traffic.h"
#include "app/webhook.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/annual.h"
#include "store/connection.h"
#include "store/delivery.h"

enum { TEST_MODE_DAYS = 7, STEP = 100, MAIL_LIMIT = 64 * 1024 };

static enum status add(struct db_tx *tx, struct ctx *ctx, const struct connection *connection,
                       const struct delivery *delivery)
{
    struct delivery row = *delivery;
    row.organization_id = connection->organization_id;
    row.id = ctx_new_id(ctx);
    row.connection_id = connection->id;
    row.created_us = ctx_now_us(ctx);
    row.lane = row.kind == DELIVERY_MAIL ? DELIVERY_MAIL_LANE
                                         : delivery_host(ctx->arena, connection->confirmation_url);
    return delivery_store_insert(tx, &row);
}

enum status notice_add_invoice(struct db_tx *tx, struct ctx *ctx,
                               const struct einvoicing *einvoicing, const char *invoice_id,
                               enum delivery_event event, const char **out_id)
{
    *out_id = ctx_new_id(ctx);
    return delivery_store_insert(
        tx, &(struct delivery){
                .organization_id = einvoicing->organization_id,
                .id = *out_id,
                .kind = DELIVERY_INVOICE,
                .event = event,
                .subject_id = invoice_id,
                .connection_id = einvoicing->connection_id,
                .lane = delivery_host(ctx->arena, event == EVENT_INVOICE_TEST ? einvoicing->test_url
                                                                              : einvoicing->url),
                .created_us = ctx_now_us(ctx),
            });
}

enum status notice_add(struct db_tx *tx, struct ctx *ctx, const struct connection *connection,
                       const struct order *order, enum delivery_event event)
{
    struct delivery delivery = {.event = event, .subject_id = order->id};
    if (traffic_is_check(order->payload_id))
        return OK;
    enum status st = webhook_tell(tx, ctx, connection->organization_id, event, order->id);
    if (st == OK && connection->status_updates && event != EVENT_ATTENTION) {
        delivery.kind = DELIVERY_STATUS_UPDATE;
        st = add(tx, ctx, connection, &delivery);
    }
    if (st == OK && connection->confirms && event != EVENT_CANCELLED) {
        delivery.kind = DELIVERY_CONFIRMATION;
        st = add(tx, ctx, connection, &delivery);
    }
    if (st == OK && (event == EVENT_ATTENTION || event == EVENT_REJECTED ||
                     (event == EVENT_BOOKED && !order->test))) {
        delivery.kind = DELIVERY_MAIL;
        st = add(tx, ctx, connection, &delivery);
    }
    return st;
}

enum status notice_add_agreement(struct db_tx *tx, struct ctx *ctx,
                                 const struct agreement *agreement, enum delivery_event event)
{
    enum status st = webhook_tell(tx, ctx, agreement->organization_id, event, agreement->id);
    if (st != OK)
        return st;
    return delivery_store_insert(tx, &(struct delivery){
                                         .organization_id = agreement->organization_id,
                                         .id = ctx_new_id(ctx),
                                         .kind = DELIVERY_MAIL,
                                         .event = event,
                                         .subject_id = agreement->id,
                                         .connection_id = agreement->connection_id,
                                         .lane = DELIVERY_MAIL_LANE,
                                         .created_us = ctx_now_us(ctx),
                                     });
}

struct reminding {
    struct ctx *ctx;
    struct connection_rows rows;
    struct connection_row *row;
    bool told;
};

static enum status find_forgotten(struct db_tx *tx, void *state)
{
    struct reminding *r = state;
    return connection_store_forgotten(
        tx, r->ctx->arena, ctx_now_us(r->ctx) - TEST_MODE_DAYS * TIME_DAY_US, STEP, &r->rows);
}

static enum status remind(struct db_tx *tx, void *state)
{
    struct reminding *r = state;
    const struct connection *connection = &r->row->connection;
    int64_t now_us = ctx_now_us(r->ctx);
    enum status st = connection_store_tell_test(tx, connection->organization_id, connection->id,
                                                now_us - TEST_MODE_DAYS * TIME_DAY_US, now_us);
    r->told = st == OK;
    if (st == NOT_FOUND) /* another node was faster */
        return OK;
    return st != OK ? st
                    : add(tx, r->ctx, connection,
                          &(struct delivery){.kind = DELIVERY_MAIL,
                                             .event = EVENT_TEST_MODE,
                                             .subject_id = connection->id});
}

enum status notice_test_mode(struct ctx *ctx, int64_t *out_count)
{
    struct reminding r = {.ctx = ctx};
    *out_count = 0;
    do {
        enum status st = db_read(ctx->app->db, find_forgotten, &r, &ctx->fault);
        for (size_t i = 0; st == OK && i < r.rows.count; i++) {
            r.row = &r.rows.items[i];
            st = db_write_for(ctx->app->db, r.row->connection.organization_id, remind, &r,
                              &ctx->fault);
            *out_count += r.told;
        }
        if (st != OK)
            return st;
    } while (r.rows.count == STEP);
    return OK;
}

/* ORD-9 */
static void write_start(struct buf *out, const struct product *product)
{
    if (product != NULL && !text_empty(product->start_url))
        buf_printf(out, "Use it at    %s\n", product->start_url);
    if (product != NULL && !text_empty(product->getting_started))
        buf_printf(out, "\n%s\n", product->getting_started);
}

/* ORD-6: whether it was made of a part of an offer that takes two approvals. */
static bool is_annual(const struct ctx *ctx, const struct agreement *agreement)
{
    const struct product *product = catalogue_product(ctx->app->catalogue, agreement->product_id);
    const struct offer *offer = agreement_offer(ctx, agreement);
    return offer != NULL && offer_is_server_annual(product, offer);
}

/* ORD-6: pay-as-you-go came without its contract. */
static void write_second(struct buf *out, const struct ctx *ctx,
                         const struct connection *connection,
                         const struct agreement_list *agreements, const struct agreement *usage)
{
    const char *system = procurement_system_called(connection->system);
    bool offered = renewal_is_offered(ctx, usage);
    if (usage->end_us != 0 || !is_annual(ctx, usage) || (!offered && connection->single_line))
        return;
    for (size_t i = 0; i < agreements->count; i++) {
        if (text_equal(agreements->items[i].offer_id, usage->offer_id) &&
            agreements->items[i].end_us != 0)
            return;
    }
    buf_text(out,
             "\nNext: the second approval, for its contract. Until that is ordered, all usage is "
             "paid as you go.\n");
    if (!connection->single_line)
        buf_printf(out,
                   "If your requisition has a line for the contract, have that ordered too.%s\n",
                   offered ? " If it has none:" : "");
    if (offered)
        buf_printf(
            out,
            "Open the marketplace from %s, look for the product, and request the contract on "
            "its page.\n",
            system);
}

/* CAT-7: what goes on until it is cancelled is usage, and worth what is expected to be used. */
static bool is_estimate(const struct agreement *agreement)
{
    return agreement->end_us == 0 && !money_is_zero(agreement->value);
}

static void write_started(struct buf *out, const struct ctx *ctx,
                          const struct connection *connection, const struct order *order,
                          const struct agreement_list *agreements)
{
    struct arena *arena = ctx->arena;
    const char *url = ctx->app->public_url;
    const struct catalogue *catalogue = ctx->app->catalogue;
    const char *first = agreements->count > 0 ? agreements->items[0].title : order->order_id;
    buf_printf(out, "Subject: Your subscription to %s has started", first);
    if (agreements->count > 1)
        buf_printf(out, " (and %zu more)", agreements->count - 1);
    buf_printf(out, "\n\nPurchase order %s was booked.\n", order->order_id);
    for (size_t i = 0; i < agreements->count; i++) {
        const struct agreement *a = &agreements->items[i];
        buf_printf(out, "\n%s\nSold by      %s\nAgreement    %s\n%s     %s\nStarts       %s\n",
                   a->title, a->seller, a->id, is_estimate(a) ? "Estimate" : "Value   ",
                   money_text(arena, a->value), time_date(arena, a->start_us));
        if (a->end_us != 0)
            buf_printf(out, "Ends         %s\n", time_date(arena, a->end_us));
        if (url != NULL)
            buf_printf(out, "See          %s/console/subscriptions/%s\n", url, a->id);
        write_start(out, catalogue_product(catalogue, a->product_id));
        write_second(out, ctx, connection, agreements, a);
    }
}

static void write_attention(struct buf *out, const struct connection *connection,
                            const struct order *order)
{
    buf_printf(out,
               "Subject: Purchase order %s needs attention\n\n"
               "Purchase order %s came through the connection '%s' and bought nothing yet: it "
               "waits for a decision.\n\nWhy: %s.\n",
               order->order_id, order->order_id, connection->name, text_or_empty(order->reason));
    if (order->test)
        buf_text(out, "It is a test order: accepted or not, it buys nothing.\n");
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        buf_printf(out, "Line %d (%s): %s\n", line->number,
                   text_empty(line->part_id) ? line->auxiliary_id : line->part_id,
                   text_or_empty(line->outcome));
    }
    buf_text(out,
             "\nIf the order is wrong, send a corrected one from your procurement system under "
             "the same number. If it is right, the marketplace's operator can accept it as it "
             "is.\n");
}

static void write_rejected(struct buf *out, const struct connection *connection,
                           const struct order *order)
{
    buf_printf(out,
               "Subject: Purchase order %s was rejected\n\n"
               "Purchase order %s came through the connection '%s'. The marketplace has rejected "
               "it: it bought nothing.\n\nWhy: %s\n\n"
               "What was requested can be ordered again, with another purchase order.\n",
               order->order_id, order->order_id, connection->name, text_or_empty(order->reason));
}

static void write_test_mode(struct buf *out, const struct connection *connection)
{
    buf_printf(out,
               "Subject: The connection '%s' is still in test mode\n\n"
               "Orders have come through the connection '%s' for a week or longer, and none has "
               "bought anything: it is in test mode. Nobody has the software that these orders "
               "stand for.\n\n",
               connection->name, connection->name);
    if (connection->system == SYSTEM_ARIBA)
        buf_text(out, "Ask the marketplace's operator to go live: the connection's case in the "
                      "console has a button for it.\n");
    else
        buf_text(out, "Turn test mode off in the connection's settings in the console, when you "
                      "are done trying.\n");
}

/* What it is, and how it goes on, so that nobody pays for what they did not want, or lacks what
 * they did. */
static void write_end(struct buf *out, const struct ctx *ctx, enum delivery_event event,
                      const struct agreement *a)
{
    struct arena *arena = ctx->arena;
    const char *url = ctx->app->public_url;
    const char *when = time_date(arena, event == EVENT_RENEWED ? a->start_us : a->end_us);
    bool offered = renewal_is_offered(ctx, a);
    const char *happens = event == EVENT_RENEWED     ? "was renewed"
                          : event == EVENT_EXPIRED   ? "has ended"
                          : a->auto_renew && offered ? "renews"
                                                     : "ends";
    buf_printf(out, "Subject: Your subscription to %s %s on %s\n\n", a->title, happens, when);
    buf_printf(out, "%s\nSold by      %s\nAgreement    %s\nValue        %s\n", a->title, a->seller,
               a->id, money_text(arena, a->value));
    if (a->order_id != NULL)
        buf_printf(out, "Order        %s\n", a->order_id);
    buf_printf(out, "Starts       %s\nEnds         %s\n\n", time_date(arena, a->start_us),
               time_date(arena, a->end_us));
    if (event == EVENT_RENEWED)
        buf_text(out,
                 "It goes on for as long as before, at the same price, under the same purchase "
                 "order. It will renew again unless that is turned off on its page.\n");
    else if (!offered)
        buf_printf(out,
                   "It %s not renewed: its offer is there no more. To go on, "
                   "request something in its place.\n",
                   event == EVENT_EXPIRED ? "was" : "is");
    else if (event == EVENT_EXPIRED)
        buf_text(out, "It was not renewed. To go on with it, request it anew.\n");
    else if (a->auto_renew)
        buf_text(out,
                 "It renews by itself for as long as before, at the same price, under the same "
                 "purchase order. Whoever does not want that turns it off on its page before "
                 "that day.\n");
    else
        buf_text(out, "It is not renewed. To go on with it, turn on its renewal on its page before "
                      "that day, or request it anew.\n");
    if (event != EVENT_RENEWED && is_annual(ctx, a) && annual_is_contract(a))
        buf_text(out, "What is used of it without a contract is billed as pay-as-you-go, at the "
                      "prices of its usage.\n");
    if (url != NULL)
        buf_printf(out, "\nIt is at %s/console/subscriptions/%s\n", url, a->id);
}

/* Before its day: who did it, and what is still to be paid. */
static void write_ended(struct buf *out, struct arena *arena, const char *url,
                        const struct agreement *a, const char *why)
{
    const char *how = a->state == AGREEMENT_CANCELLED  ? "was cancelled"
                      : a->state == AGREEMENT_REPLACED ? "was replaced"
                                                       : "was ended by the marketplace";
    buf_printf(out, "Subject: Your subscription to %s %s\n\n%s\nSold by      %s\nAgreement    %s\n",
               a->title, how, a->title, a->seller, a->id);
    if (a->order_id != NULL)
        buf_printf(out, "Order        %s\n", a->order_id);
    buf_printf(out, "Ended        %s\n\n%s\n\n", time_date(arena, a->end_us), why);
    buf_text(out,
             "What was used until then will still be invoiced. Charges that were not due yet are "
             "dropped. Invoices that were issued stay as they are.\n");
    if (url != NULL)
        buf_printf(out, "\nIt is at %s/console/subscriptions/%s\n", url, a->id);
}

/* Nothing stops at the estimate: who pays must know before the invoice comes. */
static void write_usage(struct buf *out, struct arena *arena, const char *url, bool all,
                        const struct agreement *a)
{
    const char *estimate = money_text(arena, agreement_estimate(a));
    if (all)
        buf_printf(out,
                   "Subject: The usage estimate of %s is used up\n\nAll of the %s that the usage "
                   "of %s was estimated at are used.\n",
                   a->title, estimate, a->title);
    else
        buf_printf(out,
                   "Subject: 80 %% of the usage estimate of %s are used\n\n80 %% of the %s that "
                   "the usage of %s was estimated at are used.\n",
                   a->title, estimate, a->title);
    buf_printf(out,
               "\nSold by      %s\nAgreement    %s\n\nUsage goes on%s, and is invoiced by the "
               "month.",
               a->seller, a->id, all ? " over the estimate" : "");
    if (a->order_id != NULL)
        buf_printf(out,
                   " If more is expected, raise purchase order %s in your procurement system: its "
                   "update raises the estimate.",
                   a->order_id);
    buf_text(out, "\n");
    if (url != NULL)
        buf_printf(out, "\nIt is at %s/console/subscriptions/%s\n", url, a->id);
}

const char *notice_mail(struct ctx *ctx, const struct delivery *delivery,
                        const struct connection *connection, const struct order *order,
                        const struct agreement_list *agreements, const char *why)
{
    const char *url = ctx->app->public_url;
    struct buf out;
    buf_init(&out, ctx->arena, MAIL_LIMIT);
    switch (delivery->event) {
    case EVENT_BOOKED:
        write_started(&out, ctx, connection, order, agreements);
        break;
    case EVENT_REJECTED:
        write_rejected(&out, connection, order);
        break;
    case EVENT_ATTENTION:
    case EVENT_CHANGED:
    case EVENT_CANCELLED:
        write_attention(&out, connection, order);
        break;
    case EVENT_TEST_MODE:
        write_test_mode(&out, connection);
        break;
    case EVENT_INVOICED:
    case EVENT_INVOICE_TEST:
    case EVENT_REQUESTED:
    case EVENT_REQUEST_EXPIRED:
    case EVENT_WEBHOOK_TEST:
    case EVENT_OPENED: /* no mail */
        break;
    case EVENT_ENDING:
    case EVENT_EXPIRED:
    case EVENT_RENEWED:
        write_end(&out, ctx, delivery->event, &agreements->items[0]);
        return buf_string(&out);
    case EVENT_ENDED:
        write_ended(&out, ctx->arena, url, &agreements->items[0], why);
        return buf_string(&out);
    case EVENT_USAGE_NEAR:
    case EVENT_USAGE_ALL:
        write_usage(&out, ctx->arena, url, delivery->event == EVENT_USAGE_ALL,
                    &agreements->items[0]);
        return buf_string(&out);
    }
    if (url != NULL && delivery->event == EVENT_TEST_MODE)
        buf_printf(&out, "\nIt is at %s/console/procurement-systems/%s\n", url, connection->id);
    else if (url != NULL)
        buf_printf(&out, "\nThe order is at %s/console/purchase-orders/%s\n", url, order->id);
    return buf_string(&out);
}
