#include "app/books.h"

#include "app/access.h"
#include "app/blanket.h"
#include "app/document.h"
#include "app/einvoicing.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/connection.h"
#include "store/organization.h"

enum { PARTS = 100, DOCUMENTS = 30 };

/* What all of these have in common: who may look, and into whose books. */
struct reading {
    struct ctx *ctx;
    struct scope scope;
    const char *id;
    const char *state;
    int64_t limit;
    void *out;
};

/* Operators and SYSTEM are asked by another name, for what they look into is not theirs. */
static enum status open_books(struct ctx *ctx, const char *action, const char *operator_action,
                              struct reading *out)
{
    const struct who *who = ctx->who;
    *out = (struct reading){.ctx = ctx, .limit = BOOKS_LIMIT};
    if (!who_is_buyer(who))
        return access_operator(ctx, operator_action, "*");
    out->scope.organization_id = who->organization_id;
    if (!text_equal(who->account_id, who->management_account_id))
        out->scope.account_id = who->account_id;
    return access_check(ctx, action, "*");
}

static bool may_see(const struct reading *r, const char *organization_id, const char *account_id)
{
    return (r->scope.organization_id == NULL ||
            text_equal(r->scope.organization_id, organization_id)) &&
           (r->scope.account_id == NULL || text_equal(r->scope.account_id, account_id));
}

static enum status read_orders(struct db_tx *tx, void *state)
{
    struct reading *r = state;
    return order_store_list(tx, r->ctx->arena, &r->scope, r->state, r->limit, r->out);
}

enum status books_orders(struct ctx *ctx, const char *state, struct order_rows *out)
{
    struct reading r;
    enum status st =
        open_books(ctx, "purchase-orders:ViewPurchaseOrders", "operator:ListOrders", &r);
    r.state = state;
    r.out = out;
    return st == OK ? db_read(ctx->app->db, read_orders, &r, &ctx->fault) : st;
}

/* What is estimated is agreed too; what was given back was invoiced all the same. */
static void add_up(struct order_book *book, const struct agreement *agreement)
{
    if (text_empty(book->agreed.currency))
        book->agreed = book->renewed = book->invoiced = book->credited =
            money_zero(agreement->value.currency);
    money_add(agreement->renews_id == NULL ? &book->agreed : &book->renewed, agreement->value);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        if (charge->kind == CHARGE_CREDIT)
            money_add(&book->credited, money_negative(charge->amount));
        else if (charge->invoice_id != NULL)
            money_add(&book->invoiced, charge->amount);
    }
}

static enum status read_agreements(struct db_tx *tx, struct arena *arena, struct order_book *book)
{
    struct agreement_list list;
    enum status st = agreement_store_of_order(tx, arena, book->order.organization_id,
                                              book->order.id, PARTS, &list);
    book->agreements = arena_array(arena, list.count, sizeof *book->agreements);
    for (size_t i = 0; st == OK && i < list.count; i++) {
        struct agreement *agreement = &book->agreements[book->agreement_count++];
        struct agreement_events events;
        st = agreement_store_find(tx, arena, list.items[i].id, agreement);
        if (st == OK)
            st = agreement_store_events(tx, arena, agreement, &events);
        if (st != OK)
            return st;
        add_up(book, agreement);
        struct agreement_event *all =
            arena_array(arena, book->events.count + events.count, sizeof *all);
        for (size_t j = 0; j < book->events.count; j++)
            all[j] = book->events.items[j];
        for (size_t j = 0; j < events.count; j++)
            all[book->events.count + j] = events.items[j];
        book->events = (struct agreement_events){all, book->events.count + events.count};
    }
    return st;
}

static enum status read_blanket(struct db_tx *tx, struct arena *arena, struct order_book *book)
{
    const struct order *order = &book->order;
    struct order blanket;
    if (order_asks_releases(order)) {
        enum status st = order_store_releases(tx, arena, order, &book->releases);
        return st != OK ? st : blanket_released(tx, order, NULL, &book->released);
    }
    if (!order_is_release(order))
        return OK;
    enum status st = blanket_of(tx, arena, order, &blanket);
    book->blanket_id = st == OK ? blanket.id : NULL;
    return st == NOT_FOUND ? OK : st;
}

/* Whether the order is one that the asker may see. */
static enum status see_order(struct db_tx *tx, const struct reading *r, const struct order *order,
                             bool *out)
{
    *out = r->scope.organization_id == NULL ||
           text_equal(r->scope.organization_id, order->organization_id);
    return *out && r->scope.account_id != NULL
               ? order_store_is_of(tx, order, r->scope.account_id, out)
               : OK;
}

/* Of a member account only what bought for it alone: documents before, under the same number, may
 * have had lines of others (CAT-8). */
static enum status read_versions(struct db_tx *tx, const struct reading *r, struct order_book *book)
{
    struct order_rows *versions = &book->versions;
    size_t count = 0;
    enum status st = order_store_versions(tx, r->ctx->arena, &book->order, versions);
    for (size_t i = 0; st == OK && i < versions->count; i++) {
        bool seen;
        st = see_order(tx, r, &versions->items[i].order, &seen);
        if (st == OK && seen)
            versions->items[count++] = versions->items[i];
    }
    versions->count = count;
    return st;
}

/* Another connection's order may have the same number. */
static bool has_document(const struct reading *r, const struct order *order,
                         const struct document *document)
{
    return text_equal(document->organization_id, order->organization_id) &&
           text_equal(document->connection_id, order->connection_id) &&
           text_equal(document->order_id, order->order_id) &&
           (r->scope.account_id == NULL || text_equal(document->id, order->document_id));
}

static enum status read_documents(struct db_tx *tx, const struct reading *r,
                                  struct order_book *book)
{
    const struct order *order = &book->order;
    struct document_list *documents = &book->documents;
    const struct document_filter filter = {
        .organization_id = order->organization_id, .order_id = order->order_id, .limit = DOCUMENTS};
    size_t count = 0;
    enum status st = document_store_list(tx, r->ctx->arena, &filter, documents);
    for (size_t i = 0; st == OK && i < documents->count; i++) {
        if (has_document(r, order, &documents->items[i]))
            documents->items[count++] = documents->items[i];
    }
    documents->count = count;
    return st;
}

static enum status read_order_parts(struct db_tx *tx, const struct reading *r,
                                    struct order_book *book)
{
    struct arena *arena = r->ctx->arena;
    const struct order *order = &book->order;
    const struct delivery_filter deliveries = {
        .organization_id = order->organization_id, .subject_id = order->id, .limit = PARTS};
    enum status st = read_versions(tx, r, book);
    if (st == OK)
        st = read_agreements(tx, arena, book);
    if (st == OK)
        st = read_blanket(tx, arena, book);
    if (st == OK)
        st = delivery_store_list(tx, arena, &deliveries, &book->deliveries);
    if (st == OK)
        st = read_documents(tx, r, book);
    if (st == OK && order->state == ORDER_NEEDS_ATTENTION)
        st = request_store_open_lines(tx, arena, order->organization_id, order->connection_id,
                                      &book->open_lines);
    return st;
}

static enum status read_order(struct db_tx *tx, void *state)
{
    struct reading *r = state;
    struct order_book *book = r->out;
    struct arena *arena = r->ctx->arena;
    struct order_row row;
    struct connection_row connection = {0};
    bool seen = false;
    enum status st = order_store_find(tx, arena, r->id, &row);
    if (st == OK)
        st = see_order(tx, r, &row.order, &seen);
    if (st == OK)
        st = connection_store_find(tx, arena, row.order.organization_id, row.order.connection_id,
                                   &connection);
    if (st == NOT_FOUND || (st == OK && !seen))
        return fault_set(db_fault(tx), NOT_FOUND, "There is no purchase order '%.100s'.", r->id);
    if (st != OK)
        return st;
    *book = (struct order_book){
        .order = row.order, .answer = row.answer, .connection = connection.connection};
    return read_order_parts(tx, r, book);
}

static enum status open_order(struct ctx *ctx, const char *id, struct order_book *out,
                              struct reading *r)
{
    enum status st = open_books(ctx, "purchase-orders:ViewPurchaseOrders", "operator:GetOrder", r);
    r->id = id;
    r->out = out;
    return st == OK ? db_read(ctx->app->db, read_order, r, &ctx->fault) : st;
}

enum status books_order(struct ctx *ctx, const char *id, struct order_book *out)
{
    struct reading r;
    return open_order(ctx, id, out, &r);
}

static enum status read_document(struct db_tx *tx, void *state)
{
    struct reading *r = state;
    return document_store_find(tx, r->ctx->arena, r->id, r->out);
}

enum status books_document(struct ctx *ctx, const char *order_id, const char *document_id,
                           struct document *out, struct bytes *out_body)
{
    struct order_book book;
    struct reading r;
    enum status st = open_order(ctx, order_id, &book, &r);
    if (st != OK)
        return st;
    r.id = document_id;
    r.out = out;
    st = db_read(ctx->app->db, read_document, &r, &ctx->fault);
    if (st == NOT_FOUND || (st == OK && !has_document(&r, &book.order, out)))
        return fault_set(&ctx->fault, NOT_FOUND, "Order %s has no document '%.100s'.",
                         book.order.order_id, document_id);
    return st == OK ? document_unpack(ctx->arena, out, out_body, &ctx->fault) : st;
}

enum status books_attachments(struct ctx *ctx, const char *order_id, const char *document_id,
                              struct attachments *out)
{
    struct document document;
    struct bytes body;
    *out = (struct attachments){0};
    enum status st = books_document(ctx, order_id, document_id, &document, &body);
    return st == OK ? ctx->app->read_attachments(ctx->arena, document.content_type, body, out,
                                                 &ctx->fault)
                    : st;
}

static enum status read_agreement_list(struct db_tx *tx, void *state)
{
    struct reading *r = state;
    return agreement_store_list_of(tx, r->ctx->arena, &r->scope, r->limit, r->out);
}

enum status books_agreements(struct ctx *ctx, struct agreement_list *out)
{
    struct reading r;
    enum status st =
        open_books(ctx, "aws-marketplace:ViewSubscriptions", "operator:ListAgreements", &r);
    r.out = out;
    return st == OK ? db_read(ctx->app->db, read_agreement_list, &r, &ctx->fault) : st;
}

static enum status read_agreement(struct db_tx *tx, void *state)
{
    struct reading *r = state;
    struct agreement_book *book = r->out;
    struct arena *arena = r->ctx->arena;
    enum status st = agreement_store_find(tx, arena, r->id, &book->agreement);
    if (st == NOT_FOUND ||
        (st == OK && !may_see(r, book->agreement.organization_id, book->agreement.account_id)))
        return fault_set(db_fault(tx), NOT_FOUND, "There is no agreement '%.100s'.", r->id);
    if (st == OK)
        st = agreement_store_events(tx, arena, &book->agreement, &book->events);
    return st == OK
               ? usage_store_months(tx, arena, book->agreement.organization_id, book->agreement.id,
                                    book->agreement.value.currency, &book->usage)
               : st;
}

enum status books_agreement(struct ctx *ctx, const char *id, struct agreement_book *out)
{
    struct reading r;
    enum status st =
        open_books(ctx, "aws-marketplace:ViewSubscriptions", "operator:GetAgreement", &r);
    r.id = id;
    r.out = out;
    return st == OK ? db_read(ctx->app->db, read_agreement, &r, &ctx->fault) : st;
}

static enum status read_invoices(struct db_tx *tx, void *state)
{
    struct reading *r = state;
    return invoice_store_list(tx, r->ctx->arena, &r->scope, r->limit, r->out);
}

enum status books_invoices(struct ctx *ctx, const char *organization_id, int64_t limit,
                           struct invoice_list *out)
{
    struct reading r;
    enum status st = open_books(ctx, "invoicing:ListInvoiceSummaries", "operator:ListInvoices", &r);
    if (r.scope.organization_id == NULL)
        r.scope.organization_id = organization_id;
    r.limit = limit;
    r.out = out;
    return st == OK ? db_read(ctx->app->db, read_invoices, &r, &ctx->fault) : st;
}

static enum status read_einvoice(struct db_tx *tx, struct ctx *ctx, struct invoice_book *book)
{
    const struct invoice *invoice = &book->invoice;
    struct einvoicing einvoicing;
    const char *why;
    enum status st = delivery_store_of_invoice(tx, ctx->arena, invoice->organization_id,
                                               invoice->id, &book->sent);
    if (st == NOT_FOUND) {
        book->sent = (struct delivery){0};
        st = einvoicing_obstacle(tx, ctx, invoice, &einvoicing, &why);
        book->can_be_sent = st == OK && why == NULL;
    }
    return st;
}

static enum status read_invoice_parts(struct db_tx *tx, struct ctx *ctx, struct invoice_book *book)
{
    struct arena *arena = ctx->arena;
    const struct invoice *invoice = &book->invoice;
    struct account_row account;
    struct organization_row organization;
    enum status st = account_store_find(tx, arena, invoice->account_id, &account);
    if (st == OK)
        st = organization_store_find(tx, arena, invoice->organization_id, &organization);
    if (st != OK)
        return st;
    book->account_name = account.account.name;
    book->account_email = account.account.email;
    book->organization_name = organization.organization.name;
    book->orders = arena_array(arena, invoice->line_count, sizeof *book->orders);
    for (size_t i = 0; st == OK && i < invoice->line_count; i++) {
        struct agreement agreement;
        st = agreement_store_find(tx, arena, invoice->lines[i].agreement_id, &agreement);
        book->orders[i] = st == OK ? agreement.purchase_order_id : NULL;
    }
    return st == OK ? read_einvoice(tx, ctx, book) : st;
}

static enum status read_invoice(struct db_tx *tx, void *state)
{
    struct reading *r = state;
    struct invoice_book *book = r->out;
    *book = (struct invoice_book){0};
    enum status st = invoice_store_find(tx, r->ctx->arena, r->id, &book->invoice);
    if (st == NOT_FOUND ||
        (st == OK && !may_see(r, book->invoice.organization_id, book->invoice.account_id)))
        return fault_set(db_fault(tx), NOT_FOUND, "There is no invoice '%.100s'.", r->id);
    return st == OK ? read_invoice_parts(tx, r->ctx, book) : st;
}

enum status books_invoice(struct ctx *ctx, const char *id, struct invoice_book *out)
{
    struct reading r;
    enum status st = open_books(ctx, "invoicing:GetInvoicePDF", "operator:GetInvoice", &r);
    r.id = id;
    r.out = out;
    return st == OK ? db_read(ctx->app->db, read_invoice, &r, &ctx->fault) : st;
}
