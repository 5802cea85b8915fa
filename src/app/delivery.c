#include "app/delivery.h"

#include <string.h>

#include "app/document.h"
#include "app/einvoicing.h"
#include "app/notice.h"
#include "app/secret.h"
#include "app/webhook.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/connection.h"
#include "store/einvoicing.h"
#include "store/invoice.h"
#include "store/order.h"
#include "store/recipient.h"
#include "store/request.h"

/* An attempt that has not ended by then was lost with its process. */
enum { LEASE_MINUTES = 3, AGREEMENTS = 100, RECIPIENTS = 20 };

static const char *const admin_policies[2] = {
    "arn:aws:iam::aws:policy/AWSMarketplaceProcurementSystemAdminFullAccess",
    "arn:aws:iam::aws:policy/AdministratorAccess"};

struct seeking {
    struct ctx *ctx;
    const char *busy;
    int64_t limit;
    struct delivery_list *out;
};

static enum status find_due(struct db_tx *tx, void *state)
{
    struct seeking *seeking = state;
    return delivery_store_due(tx, seeking->ctx->arena, ctx_now_us(seeking->ctx), seeking->busy,
                              seeking->limit, seeking->out);
}

enum status delivery_due(struct ctx *ctx, const char *busy, int64_t limit,
                         struct delivery_list *out)
{
    struct seeking seeking = {ctx, busy, limit, out};
    return db_read(ctx->app->db, find_due, &seeking, &ctx->fault);
}

struct beginning {
    struct ctx *ctx;
    struct dispatch *dispatch;
    struct connection_row row;
    struct order_row order;
    struct invoice invoice;
    struct invoice credited;
    struct delivery credited_sent;
    struct einvoicing einvoicing;
    struct agreement_list agreements;
    const char *why; /* an agreement was ended */
    struct recipients recipients;
    struct webhook_row webhook;
    struct request request;
    bool missing; /* the connection or the order is not kept any more */
};

/* Who bought; of two accounts, whose agreements stand together in the mail, the connection's own,
 * as in the books (CAT-8). */
static const char *account_of(const struct beginning *b)
{
    const struct agreement_list *agreements = &b->agreements;
    const char *own = b->row.connection.account_id;
    const char *first = agreements->count > 0 ? agreements->items[0].account_id : own;
    for (size_t i = 1; i < agreements->count; i++) {
        if (!text_equal(agreements->items[i].account_id, first))
            return own;
    }
    return first;
}

static enum status find_recipients(struct db_tx *tx, struct beginning *b)
{
    const struct delivery *delivery = &b->dispatch->delivery;
    struct arena *arena = b->ctx->arena;
    if (delivery->event != EVENT_BOOKED && !delivery_event_of_agreement(delivery->event))
        return recipient_store_admins(tx, arena, delivery->organization_id, admin_policies,
                                      &b->recipients);
    enum status st = recipient_store_requesters(tx, arena, delivery->organization_id,
                                                text_or_empty(b->order.order.id), &b->recipients);
    return st == OK ? recipient_store_account(tx, arena, account_of(b), &b->recipients) : st;
}

/* What a credit memo takes back from, and what became of that as a document. */
static enum status find_credited(struct db_tx *tx, struct beginning *b)
{
    struct arena *arena = b->ctx->arena;
    if (b->invoice.credits_id == NULL)
        return OK;
    enum status st = invoice_store_find(tx, arena, b->invoice.credits_id, &b->credited);
    return st == OK ? delivery_store_of_invoice(tx, arena, b->invoice.organization_id,
                                                b->invoice.credits_id, &b->credited_sent)
                    : st;
}

/* The order that the invoice is under: what it was bought by, or by hand another (BIL-2), which
 * need not have come through the connection. */
static enum status find_order(struct db_tx *tx, struct beginning *b,
                              const struct agreement *agreement)
{
    const struct delivery *delivery = &b->dispatch->delivery;
    struct arena *arena = b->ctx->arena;
    const char *number = b->invoice.purchase_order;
    struct order_rows rows;
    if (text_equal(text_or_empty(agreement->order_id), number))
        return order_store_find(tx, arena, agreement->purchase_order_id, &b->order);
    enum status st = order_store_asked(
        order_store_ask_number(tx, delivery->organization_id, delivery->connection_id, number),
        arena, &rows);
    b->order.order = (struct order){.order_id = number};
    return st == OK && rows.count > 0
               ? order_store_find(tx, arena, rows.items[0].order.id, &b->order)
               : st;
}

/* The invoice, the order that it is under, and where it goes. */
static enum status find_invoice(struct db_tx *tx, struct beginning *b)
{
    const struct delivery *delivery = &b->dispatch->delivery;
    struct arena *arena = b->ctx->arena;
    struct agreement agreement;
    enum status st = invoice_store_find(tx, arena, delivery->subject_id, &b->invoice);
    if (st == OK)
        st = agreement_store_find(tx, arena, b->invoice.lines[0].agreement_id, &agreement);
    if (st == OK)
        st = find_order(tx, b, &agreement);
    if (st == OK)
        st = find_credited(tx, b);
    return st == OK ? einvoicing_store_find(tx, arena, delivery->organization_id,
                                            delivery->connection_id, &b->einvoicing)
                    : st;
}

static enum status find_why(struct db_tx *tx, struct beginning *b)
{
    struct agreement_events events;
    enum status st = agreement_store_events(tx, b->ctx->arena, &b->agreements.items[0], &events);
    b->why = st == OK && events.count > 0 ? events.items[events.count - 1].detail : "";
    return st;
}

/* The agreement, and the order that it is under, where there is one. */
static enum status find_agreement(struct db_tx *tx, struct beginning *b)
{
    struct arena *arena = b->ctx->arena;
    struct agreement *agreement = arena_make(arena, struct agreement);
    enum status st = agreement_store_find(tx, arena, b->dispatch->delivery.subject_id, agreement);
    b->agreements = (struct agreement_list){agreement, 1};
    if (st == OK && b->dispatch->delivery.event == EVENT_ENDED)
        st = find_why(tx, b);
    return st == OK && agreement->purchase_order_id != NULL
               ? order_store_find(tx, arena, agreement->purchase_order_id, &b->order)
               : st;
}

/* The webhook, and what it is told of. */
static enum status find_told(struct db_tx *tx, struct beginning *b)
{
    const struct delivery *delivery = &b->dispatch->delivery;
    struct arena *arena = b->ctx->arena;
    const char *organization_id = delivery->organization_id;
    enum status st =
        webhook_store_find(tx, arena, organization_id, delivery->connection_id, &b->webhook);
    if (st != OK || delivery->event == EVENT_WEBHOOK_TEST)
        return st;
    if (delivery_event_of_agreement(delivery->event))
        return find_agreement(tx, b);
    if (delivery->event == EVENT_INVOICED)
        return invoice_store_find(tx, arena, delivery->subject_id, &b->invoice);
    if (delivery->event == EVENT_REQUESTED || delivery->event == EVENT_REQUEST_EXPIRED)
        return request_store_find(tx, arena, organization_id, delivery->subject_id, &b->request);
    return order_store_find(tx, arena, delivery->subject_id, &b->order);
}

/* What a document or mail is about, and of which connection. */
static enum status find_about(struct db_tx *tx, struct beginning *b)
{
    const struct delivery *delivery = &b->dispatch->delivery;
    struct arena *arena = b->ctx->arena;
    enum status st = connection_store_find(tx, arena, delivery->organization_id,
                                           delivery->connection_id, &b->row);
    if (st == OK && delivery->kind == DELIVERY_INVOICE)
        return find_invoice(tx, b);
    if (st == OK && delivery_event_of_agreement(delivery->event))
        return find_agreement(tx, b);
    return st == OK && delivery->event != EVENT_TEST_MODE
               ? order_store_find(tx, arena, delivery->subject_id, &b->order)
               : st;
}

static enum status take(struct db_tx *tx, void *state)
{
    struct beginning *b = state;
    return delivery_store_begin(tx, b->ctx->arena, &b->dispatch->delivery,
                                ctx_now_us(b->ctx) + LEASE_MINUTES * TIME_MINUTE_US);
}

/* Read beside the writers, once it is ours: orders need not wait for it. */
static enum status look(struct db_tx *tx, void *state)
{
    struct beginning *b = state;
    struct delivery *delivery = &b->dispatch->delivery;
    struct arena *arena = b->ctx->arena;
    b->recipients = (struct recipients){0};
    enum status st = delivery->kind == DELIVERY_WEBHOOK ? find_told(tx, b) : find_about(tx, b);
    b->missing = st == NOT_FOUND;
    if (b->missing)
        return OK;
    if (st == OK && delivery->event == EVENT_BOOKED)
        st = agreement_store_of_order(tx, arena, delivery->organization_id, delivery->subject_id,
                                      AGREEMENTS, &b->agreements);
    if (st == OK && delivery->kind == DELIVERY_MAIL)
        st = find_recipients(tx, b);
    return st;
}

/* What came from the buyer's document may hold anything; only plain addresses get into a header. */
static bool is_plain_address(const char *text)
{
    const char *at = strchr(text, '@');
    if (at == NULL || at == text || at[1] == '\0' || strchr(at + 1, '@') != NULL ||
        strlen(text) > 254)
        return false;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c <= ' ' || *c > '~' || strchr("<>()[],;:\\\"", *c) != NULL)
            return false;
    }
    return true;
}

static void address_mail(struct beginning *b)
{
    struct dispatch *dispatch = b->dispatch;
    struct arena *arena = b->ctx->arena;
    struct buf list;
    buf_init(&list, arena, DELIVERY_BODY_LIMIT);
    dispatch->recipients = arena_array(arena, RECIPIENTS, sizeof *dispatch->recipients);
    for (size_t i = 0; i < b->recipients.count && dispatch->recipient_count < RECIPIENTS; i++) {
        const char *address = b->recipients.items[i];
        if (!is_plain_address(address))
            continue;
        buf_printf(&list, "%s%s", dispatch->recipient_count > 0 ? ", " : "", address);
        dispatch->recipients[dispatch->recipient_count++] = address;
    }
    dispatch->delivery.recipient = buf_string(&list);
    if (dispatch->recipient_count == 0)
        dispatch->obstacle = "Nobody is known whom it could be sent to.";
}

static void write_mail(struct beginning *b)
{
    struct delivery *delivery = &b->dispatch->delivery;
    address_mail(b);
    if (text_empty(delivery->body))
        delivery->body = notice_mail(b->ctx, delivery, &b->row.connection, &b->order.order,
                                     &b->agreements, b->why);
}

/* Where it goes; "" where there is no such place any more. */
static const char *address_of(const struct beginning *b)
{
    const struct delivery *delivery = &b->dispatch->delivery;
    if (b->row.connection.status == CONNECTION_REMOVED)
        return "";
    if (delivery->kind != DELIVERY_INVOICE)
        return text_or_empty(b->row.connection.confirmation_url);
    return delivery->event == EVENT_INVOICE_TEST ? b->einvoicing.test_url : b->einvoicing.url;
}

/* The document as it is kept. */
static void write_body(struct beginning *b)
{
    struct delivery *delivery = &b->dispatch->delivery;
    struct order_notice notice = {
        .kind = delivery->kind,
        .event = delivery->event,
        .connection = &b->row.connection,
        .order = &b->order.order,
        .invoice = &b->invoice,
        .credited = &b->credited,
        .credited_payload_id = b->credited_sent.payload_id,
        .id = delivery->id,
        .at_us = delivery->created_us,
    };
    delivery->body = b->ctx->app->notices->write(b->ctx, &notice);
    delivery->payload_id = notice.payload_id;
}

/* Invoices are not sent while that is suspended, and a memo not before what it takes back from. */
static void hold_back(struct beginning *b)
{
    struct dispatch *dispatch = b->dispatch;
    bool invoiced = dispatch->delivery.event == EVENT_INVOICED;
    if (text_empty(dispatch->url))
        dispatch->obstacle = "The connection has no address for it any more.";
    else if (invoiced && b->einvoicing.state != EINVOICING_ACTIVE)
        dispatch->obstacle = "E-invoices of the connection are suspended.";
    else if (invoiced && b->invoice.credits_id != NULL && b->credited_sent.state == DELIVERY_FAILED)
        dispatch->obstacle = "The invoice that it takes back from has not arrived.";
    else if (invoiced && b->invoice.credits_id != NULL &&
             b->credited_sent.state == DELIVERY_WAITING)
        dispatch->not_yet = "The invoice that it takes back from has not arrived yet.";
}

/* What is kept, and the same with its secrets. */
static void write_document(struct beginning *b)
{
    struct ctx *ctx = b->ctx;
    struct dispatch *dispatch = b->dispatch;
    struct delivery *delivery = &dispatch->delivery;
    struct bytes secret = {0};
    dispatch->url = delivery->recipient = address_of(b);
    dispatch->allow_private_addresses =
        b->row.connection.allow_loopback || ctx->app->deliver_to_private_addresses;
    delivery->lane = delivery_host(ctx->arena, dispatch->url);
    hold_back(b);
    if (dispatch->not_yet != NULL)
        return;
    if (text_empty(delivery->body))
        write_body(b);
    if (dispatch->obstacle != NULL)
        return;
    if (unseal(ctx->arena, &ctx->app->key, SECRET_LABEL, b->row.secret_sealed, &secret) != OK)
        dispatch->obstacle = "The connection's secret can't be opened with this key.";
    else
        dispatch->document = bytes_of(ctx->app->notices->put_secrets(
            ctx->arena, delivery->body, (const char *)secret.data,
            delivery->event == EVENT_INVOICE_TEST ? einvoicing_code(ctx, delivery->id) : NULL));
}

/* Signed anew for each attempt: the receiver takes no time that is long over. */
static void write_webhook(struct beginning *b)
{
    struct ctx *ctx = b->ctx;
    struct dispatch *dispatch = b->dispatch;
    struct delivery *delivery = &dispatch->delivery;
    struct dispatch_header *headers = arena_array(ctx->arena, 3, sizeof *headers);
    int64_t now_us = ctx_now_us(ctx);
    const char *signature;
    dispatch->url = delivery->recipient = b->webhook.webhook.url;
    dispatch->allow_private_addresses = ctx->app->deliver_to_private_addresses;
    delivery->payload_id = delivery->id;
    if (text_empty(delivery->body))
        delivery->body = webhook_body(
            ctx->arena, &(struct webhook_event){
                            .event = delivery->event,
                            .organization_id = delivery->organization_id,
                            .at_us = delivery->created_us,
                            .order = b->order.order.id == NULL ? NULL : &b->order.order,
                            .agreements = b->agreements.items,
                            .agreement_count = b->agreements.count,
                            .invoice = b->invoice.id == NULL ? NULL : &b->invoice,
                            .request = b->request.id == NULL ? NULL : &b->request,
                        });
    if (webhook_sign(ctx, &b->webhook, delivery->id, now_us, delivery->body, &signature) != OK) {
        dispatch->obstacle = "The webhook's secret can't be opened with this key.";
        return;
    }
    headers[0] = (struct dispatch_header){"webhook-id", delivery->id};
    headers[1] = (struct dispatch_header){
        "webhook-timestamp",
        arena_printf(ctx->arena, "%lld", (long long)(now_us / TIME_SECOND_US))};
    headers[2] = (struct dispatch_header){"webhook-signature", signature};
    dispatch->headers = headers;
    dispatch->header_count = 3;
    dispatch->document = bytes_of(delivery->body);
}

enum status delivery_begin(struct ctx *ctx, const struct delivery *due, struct dispatch *out)
{
    struct beginning b = {.ctx = ctx, .dispatch = out};
    *out = (struct dispatch){.delivery = *due};
    enum status st = db_write_for(ctx->app->db, due->organization_id, take, &b, &ctx->fault);
    if (st == OK)
        st = db_read(ctx->app->db, look, &b, &ctx->fault);
    if (st != OK)
        return st;
    out->order_number = text_or_empty(b.order.order.order_id);
    if (b.missing)
        out->obstacle = "What it is about is not kept any more.";
    else if (due->kind == DELIVERY_MAIL)
        write_mail(&b);
    else if (due->kind == DELIVERY_WEBHOOK)
        write_webhook(&b);
    else
        write_document(&b);
    return OK;
}

struct ending {
    const struct delivery *delivery;
    const struct delivery_attempt *attempt;
    struct document document; /* once it is over */
};

/* OPS-3: what was sent for the last time, as it stands in the document log. */
static void write_logged(struct ctx *ctx, const struct dispatch *dispatch, struct ending *e)
{
    const struct delivery *delivery = e->delivery;
    e->document = (struct document){
        .organization_id = delivery->organization_id,
        .id = ctx_new_id(ctx),
        .connection_id = delivery->connection_id,
        .direction = "out",
        .kind = delivery_kind_name(delivery->kind),
        .payload_id = delivery->payload_id,
        .order_id = dispatch->order_number,
        .request_id = "",
        .at_us = e->attempt->at_us,
        .elapsed_us = e->attempt->elapsed_us,
        .status_code = e->attempt->code,
        .remark = e->attempt->message,
        .content_type = delivery->kind == DELIVERY_MAIL      ? "text/plain"
                        : delivery->kind == DELIVERY_WEBHOOK ? "application/json"
                                                             : "text/xml",
    };
    document_pack(ctx->arena, bytes_of(delivery->body), &e->document);
}

static enum status end(struct db_tx *tx, void *state)
{
    const struct ending *e = state;
    enum status st = delivery_store_end(tx, e->delivery, e->attempt);
    return st == OK && e->delivery->state != DELIVERY_WAITING
               ? document_store_insert(tx, &e->document)
               : st;
}

enum status delivery_end(struct ctx *ctx, struct dispatch *dispatch, enum delivery_verdict verdict,
                         struct delivery_attempt *attempt)
{
    struct delivery *delivery = &dispatch->delivery;
    struct ending ending = {.delivery = delivery, .attempt = attempt};
    int64_t now_us = ctx_now_us(ctx);
    uint64_t random;
    ctx->app->entropy.fill(&ctx->app->entropy, &random, sizeof random);
    if (verdict == VERDICT_DELIVERED)
        delivery->state = DELIVERY_DELIVERED;
    else if (verdict == VERDICT_FAILED || delivery->attempts >= DELIVERY_ATTEMPTS_MAX)
        delivery->state = DELIVERY_FAILED;
    delivery->due_us = now_us + delivery_wait_us(delivery->attempts, random);
    delivery->ended_us = delivery->state == DELIVERY_WAITING ? 0 : now_us;
    if (delivery->state != DELIVERY_WAITING)
        write_logged(ctx, dispatch, &ending);
    return db_write_for(ctx->app->db, delivery->organization_id, end, &ending, &ctx->fault);
}
