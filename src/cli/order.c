#include "store/order.h"
#include "app/blanket.h"
#include "app/order_decide.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/admin.h"
#include "cli/home.h"
#include "cli/output.h"
#include "store/agreement.h"

struct look {
    struct invocation *invocation;
    struct order_rows rows;
    struct order_row row;
    struct agreement_list agreements;
    struct money released; /* from a blanket order */
};

static enum status read_list(struct db_tx *tx, void *state)
{
    struct look *look = state;
    return order_store_list(tx, look->invocation->arena, &(struct scope){NULL, NULL},
                            look->invocation->state, look->invocation->limit, &look->rows);
}

static enum status read_one(struct db_tx *tx, void *state)
{
    struct look *look = state;
    struct arena *arena = look->invocation->arena;
    enum status st = order_store_find(tx, arena, look->invocation->object, &look->row);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no order '%s'.",
                         look->invocation->object);
    if (st == OK && order_asks_releases(&look->row.order))
        st = blanket_released(tx, &look->row.order, NULL, &look->released);
    return st != OK ? st
                    : agreement_store_of_order(tx, arena, look->row.order.organization_id,
                                               look->row.order.id, look->invocation->limit,
                                               &look->agreements);
}

static void write_money(struct json_writer *w, struct arena *arena, const char *name, bool given,
                        struct money money)
{
    json_write_member_text(w, name, given ? money_amount(arena, money) : NULL);
}

/* The members of an order; the object stays open. */
static void open_order(struct json_writer *w, struct arena *arena, const struct order *order)
{
    json_write_object(w);
    json_write_member_text(w, "id", order->id);
    json_write_member_text(w, "organization_id", order->organization_id);
    json_write_member_text(w, "connection_id", order->connection_id);
    json_write_member_text(w, "order_id", order->order_id);
    json_write_member_text(w, "version", order->version);
    json_write_member_text(w, "type", order_type_name(order->type));
    json_write_member_text(w, "order_type", order->order_type);
    json_write_member_text(w, "released_from", order->released_from);
    json_write_member_text(w, "payload_id", order->payload_id);
    json_write_member_text(w, "deployment_mode", order->deployment_mode);
    json_write_member_bool(w, "test", order->test);
    json_write_member_text(w, "state", order_state_name(order->state));
    json_write_member_text(w, "reason", order->reason);
    write_money(w, arena, "total", order->has_total, order->total);
    json_write_member_text(w, "currency", order->has_total ? order->total.currency : NULL);
    output_json_time(w, arena, "order_date", order->order_date_us);
    output_json_time(w, arena, "received", order->received_us);
    json_write_member_text(w, "document_id", order->document_id);
}

static void write_line(struct json_writer *w, struct arena *arena, const struct order_line *line)
{
    json_write_object(w);
    json_write_member_int(w, "number", line->number);
    json_write_member_text(w, "line_number", line->line_number);
    json_write_member_text(w, "part_id", line->part_id);
    json_write_member_text(w, "auxiliary_id", line->auxiliary_id);
    json_write_member_text(w, "quantity", quantity_text(arena, line->quantity_micros));
    write_money(w, arena, "unit_price", line->has_price, line->unit_price);
    json_write_member_text(w, "currency", line->has_price ? line->unit_price.currency : NULL);
    json_write_member_text(w, "unit_of_measure", line->unit_of_measure);
    json_write_member_text(w, "unspsc", line->unspsc);
    json_write_member_text(w, "description", line->description);
    json_write_member_text(w, "request_line_id", line->request_line_id);
    json_write_member_text(w, "outcome", line->outcome);
    json_write_name(w, "details");
    json_write_raw(w, line->details);
    json_write_close(w);
}

static void write_blanket(struct json_writer *w, const struct look *look)
{
    struct arena *arena = look->invocation->arena;
    struct money limit = blanket_limit(&look->row.order);
    bool limited = !text_empty(limit.currency);
    output_json_time(w, arena, "effective", look->row.order.effective_us);
    output_json_time(w, arena, "expires", look->row.order.expires_us);
    write_money(w, arena, "limit", limited, limit);
    write_money(w, arena, "released", limited, look->released);
}

static void show_json(const struct look *look)
{
    struct arena *arena = look->invocation->arena;
    const struct order *order = &look->row.order;
    struct json_writer w;
    struct buf text;
    output_json_start(&w, &text, arena);
    open_order(&w, arena, order);
    json_write_member_text(&w, "answer", look->row.answer);
    if (order_asks_releases(order))
        write_blanket(&w, look);
    json_write_name(&w, "agreements");
    json_write_array(&w);
    for (size_t i = 0; i < look->agreements.count; i++)
        json_write_text(&w, look->agreements.items[i].id);
    json_write_close(&w);
    json_write_name(&w, "lines");
    json_write_array(&w);
    for (size_t i = 0; i < order->line_count; i++)
        write_line(&w, arena, &order->lines[i]);
    json_write_close(&w);
    json_write_name(&w, "details");
    json_write_raw(&w, order->details);
    json_write_close(&w);
    output_json_end(&w, &text, look->invocation->out);
}

static void show_blanket(FILE *out, struct arena *arena, const struct look *look)
{
    const struct order *order = &look->row.order;
    struct money limit = blanket_limit(order);
    if (!text_empty(limit.currency))
        fprintf(out, "Released    %s of %s\n", money_text(arena, look->released),
                money_text(arena, limit));
    if (order->effective_us != 0)
        fprintf(out, "Open from   %s\n", time_human(arena, order->effective_us));
    if (order->expires_us != 0)
        fprintf(out, "Open until  %s\n", time_human(arena, order->expires_us));
}

static void show_text(const struct look *look)
{
    static const char *const headers[] = {"LINE", "PART", "QUANTITY", "UNIT PRICE", "OUTCOME"};
    const struct order *order = &look->row.order;
    struct arena *arena = look->invocation->arena;
    FILE *out = look->invocation->out;
    struct table table;
    fprintf(out, "Order       %s\nId          %s\nState       %s\n", order->order_id, order->id,
            order_state_label(order->state));
    if (order->reason != NULL)
        fprintf(out, "Reason      %s\n", order->reason);
    if (order->has_total)
        fprintf(out, "Total       %s\n", money_text(arena, order->total));
    if (order_asks_releases(order))
        show_blanket(out, arena, look);
    if (order_is_release(order))
        fprintf(out, "Blanket     %s\n", order->released_from);
    fprintf(out, "Received    %s\nPayload id  %s\nDocument    %s\n",
            time_human(arena, order->received_us), order->payload_id, order->document_id);
    for (size_t i = 0; i < look->agreements.count; i++)
        fprintf(out, "Agreement   %s  %s\n", look->agreements.items[i].id,
                look->agreements.items[i].title);
    fputc('\n', out);
    table_start(&table, arena, headers, sizeof headers / sizeof *headers);
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        table_cell(&table, line->line_number != NULL ? line->line_number
                                                     : arena_printf(arena, "%d", line->number));
        table_cell(&table, line->part_id);
        table_cell(&table, quantity_text(arena, line->quantity_micros));
        table_cell(&table, line->has_price ? money_text(arena, line->unit_price) : "-");
        table_cell(&table, line->outcome);
    }
    table_print(&table, out, "It has no lines.");
}

static void list_json(const struct look *look)
{
    struct json_writer w;
    struct buf text;
    output_json_start(&w, &text, look->invocation->arena);
    json_write_object(&w);
    json_write_name(&w, "orders");
    json_write_array(&w);
    for (size_t i = 0; i < look->rows.count; i++) {
        open_order(&w, look->invocation->arena, &look->rows.items[i].order);
        json_write_close(&w);
    }
    json_write_close(&w);
    json_write_close(&w);
    output_json_end(&w, &text, look->invocation->out);
}

static void list_text(const struct look *look)
{
    static const char *const headers[] = {"RECEIVED", "ORDER", "TOTAL", "STATE", "ID", "REASON"};
    struct arena *arena = look->invocation->arena;
    struct table table;
    table_start(&table, arena, headers, sizeof headers / sizeof *headers);
    for (size_t i = 0; i < look->rows.count; i++) {
        const struct order *order = &look->rows.items[i].order;
        table_cell(&table, time_cxml(arena, order->received_us));
        table_cell(&table, order->order_id);
        table_cell(&table, order->has_total ? money_text(arena, order->total) : "-");
        table_cell(&table, order_state_label(order->state));
        table_cell(&table, order->id);
        table_cell(&table, text_empty(order->reason) ? "-" : order->reason);
    }
    table_print(&table, look->invocation->out, "No orders yet.");
}

static enum status accept(struct admin *admin)
{
    enum status st = admin_load_catalogue(admin);
    if (st == OK)
        st = order_accept(&admin->ctx, admin->invocation->object, NULL, 0);
    return admin_say(admin, st, "is accepted as it is");
}

static enum status reject(struct admin *admin)
{
    return admin_say(
        admin, order_reject(&admin->ctx, admin->invocation->object, admin->invocation->description),
        "is rejected");
}

/* What changes an order goes through the use cases that people at the console have. */
static enum status decide(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"accept", true, false, ADMIN_WRITES, accept},
        {"reject", true, false, ADMIN_WRITES, reject},
    };
    return admin_run(invocation, &command_order,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    if (invocation->verb != NULL &&
        (text_equal(invocation->verb, "accept") || text_equal(invocation->verb, "reject")))
        return decide(invocation, fault);

    bool show = invocation->verb != NULL && text_equal(invocation->verb, "show");
    bool list = invocation->verb != NULL && text_equal(invocation->verb, "list");
    struct look look = {.invocation = invocation};
    struct home home;
    if (invocation->data == NULL || (!show && !list) || show != (invocation->object != NULL))
        return command_usage(&command_order, fault);
    enum status st =
        home_open(invocation->arena, invocation->data, DB_READ_ONLY, false, &home, fault);
    if (st == OK)
        st = db_read(home.db, show ? read_one : read_list, &look, fault);
    if (st == OK && show)
        (invocation->json ? show_json : show_text)(&look);
    else if (st == OK)
        (invocation->json ? list_json : list_text)(&look);
    home_close(&home);
    return st;
}

const struct command command_order = {
    "order",
    "list|show ID|accept ID|reject ID --data DIR [--state STATE] [--limit N] [--description WHY] "
    "[--json]",
    "purchase orders, newest first; ID is ours or the purchase order number; what needs attention "
    "is "
    "accepted as it is, or rejected",
    run};
