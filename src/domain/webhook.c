#include "domain/webhook.h"

#include "base/arena.h"
#include "base/time.h"
#include "json/writer.h"

enum { BODY_LIMIT = 1 << 20 };

const char *webhook_type(enum delivery_event event)
{
    static const char *const types[] = {
        [EVENT_BOOKED] = "order.fulfilled",
        [EVENT_ATTENTION] = "order.needs_attention",
        [EVENT_CHANGED] = "order.changed",
        [EVENT_CANCELLED] = "order.cancelled",
        [EVENT_REJECTED] = "order.rejected",
        [EVENT_TEST_MODE] = NULL,
        [EVENT_INVOICED] = "invoice.issued",
        [EVENT_INVOICE_TEST] = NULL,
        [EVENT_REQUESTED] = "request.in_procurement",
        [EVENT_REQUEST_EXPIRED] = "request.expired",
        [EVENT_WEBHOOK_TEST] = "webhook.test",
        [EVENT_OPENED] = "order.opened",
        [EVENT_ENDING] = "agreement.ending",
        [EVENT_EXPIRED] = "agreement.expired",
        [EVENT_RENEWED] = "agreement.renewed",
        [EVENT_USAGE_NEAR] = "agreement.usage_near_estimate",
        [EVENT_USAGE_ALL] = "agreement.usage_over_estimate",
        [EVENT_ENDED] = "agreement.ended",
    };
    return types[event];
}

static void write_time(struct json_writer *w, struct arena *arena, const char *name, int64_t at_us)
{
    json_write_member_text(w, name, at_us == 0 ? NULL : time_cxml(arena, at_us));
}

static void write_order(struct json_writer *w, const struct order *order)
{
    json_write_name(w, "order");
    json_write_object(w);
    json_write_member_text(w, "id", order->id);
    json_write_member_text(w, "purchase_order", order->order_id);
    json_write_member_text(w, "state", order_state_name(order->state));
    json_write_member_text(w, "reason", order->reason);
    json_write_member_text(w, "connection_id", order->connection_id);
    json_write_member_text(w, "payload_id", order->payload_id);
    json_write_member_bool(w, "test", order->test);
    json_write_close(w);
}

static void write_agreements(struct json_writer *w, struct arena *arena,
                             const struct webhook_event *event)
{
    json_write_name(w, "agreements");
    json_write_array(w);
    for (size_t i = 0; i < event->agreement_count; i++) {
        const struct agreement *a = &event->agreements[i];
        json_write_object(w);
        json_write_member_text(w, "id", a->id);
        json_write_member_text(w, "account_id", a->account_id);
        json_write_member_text(w, "state", agreement_state_name(a->state));
        json_write_member_text(w, "product_id", a->product_id);
        json_write_member_text(w, "title", a->title);
        json_write_member_text(w, "seller", a->seller);
        json_write_member_text(w, "value", money_amount(arena, a->value));
        json_write_member_text(w, "currency", a->value.currency);
        write_time(w, arena, "start", a->start_us);
        write_time(w, arena, "end", a->end_us);
        json_write_member_text(w, "renews_id", a->renews_id);
        json_write_member_bool(w, "auto_renew", a->auto_renew);
        json_write_member_text(w, "purchase_order", a->order_id);
        json_write_close(w);
    }
    json_write_close(w);
}

static void write_invoice(struct json_writer *w, struct arena *arena, const struct invoice *invoice)
{
    json_write_name(w, "invoice");
    json_write_object(w);
    json_write_member_text(w, "id", invoice->id);
    json_write_member_text(w, "account_id", invoice->account_id);
    json_write_member_text(w, "seller", invoice->seller);
    json_write_member_text(w, "purchase_order", invoice->purchase_order);
    json_write_member_text(w, "credits_id", invoice->credits_id);
    json_write_member_text(w, "amount", money_amount(arena, invoice->amount));
    json_write_member_text(w, "tax", money_amount(arena, invoice->tax_amount));
    json_write_member_text(w, "total", money_amount(arena, invoice_total(invoice)));
    json_write_member_text(w, "currency", invoice->amount.currency);
    write_time(w, arena, "issued", invoice->issued_us);
    json_write_close(w);
}

static void write_request(struct json_writer *w, struct arena *arena, const struct request *request)
{
    json_write_name(w, "request");
    json_write_object(w);
    json_write_member_text(w, "id", request->id);
    json_write_member_text(w, "state", request_state_name(request->state));
    json_write_member_text(w, "connection_id", request->connection_id);
    json_write_member_bool(w, "test", request->test);
    json_write_member_text(w, "requester_name", request->requester_name);
    json_write_member_text(w, "requester_email", request->requester_email);
    write_time(w, arena, "expires", request->expires_us);
    json_write_name(w, "lines");
    json_write_array(w);
    for (size_t i = 0; i < request->line_count; i++) {
        const struct request_line *line = &request->lines[i];
        json_write_object(w);
        json_write_member_text(w, "id", line->id);
        json_write_member_text(w, "part_id", line->part_id);
        json_write_member_text(w, "description", line->line.description);
        json_write_member_text(w, "amount", money_amount(arena, line->line.amount));
        json_write_member_text(w, "currency", line->line.amount.currency);
        json_write_close(w);
    }
    json_write_close(w);
    json_write_close(w);
}

char *webhook_body(struct arena *arena, const struct webhook_event *event)
{
    struct json_writer w;
    struct buf out;
    buf_init(&out, arena, BODY_LIMIT);
    json_write_start(&w, &out, false);
    json_write_object(&w);
    json_write_member_text(&w, "type", webhook_type(event->event));
    json_write_member_text(&w, "timestamp", time_cxml(arena, event->at_us));
    json_write_name(&w, "data");
    json_write_object(&w);
    json_write_member_text(&w, "organization_id", event->organization_id);
    if (event->request != NULL)
        write_request(&w, arena, event->request);
    if (event->order != NULL)
        write_order(&w, event->order);
    if (event->agreements != NULL)
        write_agreements(&w, arena, event);
    if (event->invoice != NULL)
        write_invoice(&w, arena, event->invoice);
    json_write_close(&w);
    json_write_close(&w);
    json_write_end(&w);
    return arena_text(arena, buf_string(&out));
}
