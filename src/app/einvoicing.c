#include "app/einvoicing.h"

#include <string.h>

#include "app/audit.h"
#include "app/notice.h"
#include "app/procurement_change.h"
#include "app/service_role.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/seal.h"
#include "store/einvoicing.h"
#include "store/invoice.h"

const char *einvoicing_code(struct ctx *ctx, const char *delivery_id)
{
    struct bytes sealed =
        seal_same(ctx->arena, &ctx->app->key, "e-invoice code", bytes_of(delivery_id));
    uint64_t number;
    memcpy(&number, sealed.data, sizeof number);
    return arena_printf(ctx->arena, "%08u", (unsigned)(number % 100000000));
}

struct viewing {
    struct connection_change change;
    struct einvoicing_view *out;
};

static const char *propose(struct arena *arena, const struct connection *connection)
{
    if (connection->system == SYSTEM_ARIBA)
        return "https://service.ariba.com/service/transaction/cxml.asp";
    return text_empty(connection->instance_host)
               ? ""
               : arena_printf(arena, "https://%s/cxml/invoices", connection->instance_host);
}

static enum status view(struct db_tx *tx, void *state)
{
    struct viewing *v = state;
    struct connection_change *c = &v->change;
    struct arena *arena = c->ctx->arena;
    struct einvoicing_view *out = v->out;
    *out = (struct einvoicing_view){0};
    enum status st = connection_change_read(tx, c);
    if (st == OK)
        st = einvoicing_store_find(tx, arena, c->key.organization_id, c->key.id, &out->einvoicing);
    if (st == OK)
        st = einvoicing_store_sample(tx, arena, c->key.organization_id, c->key.id, &out->sample);
    if (st == OK)
        st = invoice_store_shows_orders(tx, c->key.organization_id, SERVICE_ROLE_PURCHASE_ORDERS,
                                        &out->shows_orders);
    if (st != OK)
        return st;
    out->proposed_url = propose(arena, &c->row.connection);
    if (text_empty(out->einvoicing.test_delivery_id))
        return OK;
    st = delivery_store_find(tx, arena, out->einvoicing.test_delivery_id, &out->test);
    return st == OK ? delivery_store_attempts(tx, arena, &out->test, &out->test_attempts) : st;
}

enum status einvoicing_find(struct ctx *ctx, struct connection_key key, struct einvoicing_view *out)
{
    struct viewing v = {.out = out};
    enum status st = connection_change_open(ctx, key, false, &v.change);
    return st == OK ? db_read(ctx->app->db, view, &v, &ctx->fault) : st;
}

/* One change of what is stored. */
struct change {
    struct einvoicing einvoicing; /* as it is, once read */
    const char *url;              /* of a test */
    const char *code;             /* as it was typed */
    bool wrong;
    enum einvoicing_state from, to; /* of a switch */
};

static enum status read(struct db_tx *tx, struct connection_change *c, struct einvoicing *out)
{
    enum status st = connection_change_read(tx, c);
    return st == OK
               ? einvoicing_store_find(tx, c->ctx->arena, c->key.organization_id, c->key.id, out)
               : st;
}

static enum status write(struct db_tx *tx, const struct connection_change *c,
                         struct einvoicing *einvoicing)
{
    einvoicing->changed_us = ctx_now_us(c->ctx);
    enum status st = einvoicing_store_put(tx, einvoicing);
    return st == OK ? connection_change_record(tx, c) : st;
}

static enum status change(struct ctx *ctx, struct connection_key key, db_work *work,
                          struct change *change, const char *detail)
{
    struct connection_change c;
    enum status st = connection_change_open(ctx, key, true, &c);
    c.more = change;
    c.detail = audit_detail(ctx->arena, "change", detail, (char *)NULL);
    return st == OK ? connection_change_write(&c, work) : st;
}

static enum status send_test(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    const struct change *change = c->more;
    struct einvoicing e;
    const char *invoice_id;
    enum status st = read(tx, c, &e);
    if (st != OK)
        return st;
    const char *problem =
        settings_address_problem(c->ctx->arena, change->url, c->row.connection.allow_loopback);
    if (problem != NULL)
        return fault_set(db_fault(tx), BAD_INPUT, "%s", problem);
    st = einvoicing_store_sample(tx, c->ctx->arena, c->key.organization_id, c->key.id, &invoice_id);
    if (st == OK && text_empty(invoice_id))
        return fault_set(db_fault(tx), CONFLICT,
                         "A test sends an invoice once more, and there is none yet with a purchase "
                         "order that came through this connection.");
    if (st == OK)
        st = delivery_store_give_up(tx, c->key.organization_id, e.test_delivery_id,
                                    ctx_now_us(c->ctx));
    if (e.state == EINVOICING_OFF)
        e.state = EINVOICING_TESTING;
    e.test_url = change->url;
    e.tries = 0;
    if (st == OK)
        st =
            notice_add_invoice(tx, c->ctx, &e, invoice_id, EVENT_INVOICE_TEST, &e.test_delivery_id);
    return st == OK ? write(tx, c, &e) : st;
}

enum status einvoicing_send_test(struct ctx *ctx, struct connection_key key, const char *url)
{
    struct change test = {.url = text_trim(ctx->arena, url)};
    return change(ctx, key, send_test, &test, "test of e-invoices sent");
}

/* As people copy it: 1234-5678, 1234 5678. */
static const char *digits_of(struct arena *arena, const char *text)
{
    char *digits = arena_text(arena, text);
    char *to = digits;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from != ' ' && *from != '-')
            *to++ = *from;
    }
    *to = '\0';
    return digits;
}

static enum status confirm(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    struct change *change = c->more;
    struct einvoicing e;
    enum status st = read(tx, c, &e);
    if (st != OK)
        return st;
    if (text_empty(e.test_url))
        return fault_set(db_fault(tx), CONFLICT, "No test waits for its code: send one first.");
    if (e.tries >= EINVOICING_TRIES)
        return fault_set(db_fault(tx), CONFLICT,
                         "Too many codes were wrong: send another test, which has a new one.");
    const char *code = einvoicing_code(c->ctx, e.test_delivery_id);
    const char *typed = digits_of(c->ctx->arena, change->code);
    change->wrong = strlen(typed) != strlen(code) || !hash_equal(typed, code, strlen(code));
    if (change->wrong) {
        e.tries++;
    } else {
        e.state = EINVOICING_ACTIVE;
        e.url = e.test_url;
        e.test_url = "";
    }
    change->einvoicing = e;
    return write(tx, c, &e);
}

enum status einvoicing_confirm(struct ctx *ctx, struct connection_key key, const char *code)
{
    struct change c = {.code = code};
    enum status st = change(ctx, key, confirm, &c, "code of e-invoices entered");
    int left = EINVOICING_TRIES - c.einvoicing.tries;
    if (st != OK || !c.wrong)
        return st;
    return fault_set(&ctx->fault, BAD_INPUT,
                     "This is not the code of the last test: eight digits, in the comments of the "
                     "test invoice. %s",
                     left == 0 ? "Too many were wrong now: send another test."
                               : arena_printf(ctx->arena, "You can try %d more time%s.", left,
                                              left == 1 ? "" : "s"));
}

static enum status turn(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    const struct change *change = c->more;
    struct einvoicing e;
    enum status st = read(tx, c, &e);
    if (st == OK && e.state != change->from)
        return fault_set(db_fault(tx), CONFLICT, "E-invoices are %s, not %s.",
                         einvoicing_state_name(e.state), einvoicing_state_name(change->from));
    e.state = change->to;
    return st == OK ? write(tx, c, &e) : st;
}

enum status einvoicing_suspend(struct ctx *ctx, struct connection_key key)
{
    struct change c = {.from = EINVOICING_ACTIVE, .to = EINVOICING_SUSPENDED};
    return change(ctx, key, turn, &c, "e-invoices suspended");
}

enum status einvoicing_resume(struct ctx *ctx, struct connection_key key)
{
    struct change c = {.from = EINVOICING_SUSPENDED, .to = EINVOICING_ACTIVE};
    return change(ctx, key, turn, &c, "e-invoices resumed");
}

/* Whether it was to be sent as a document before. */
static enum status was_sent(struct db_tx *tx, struct arena *arena, const char *organization_id,
                            const char *invoice_id, bool *out)
{
    struct delivery delivery;
    enum status st = delivery_store_of_invoice(tx, arena, organization_id, invoice_id, &delivery);
    *out = st == OK;
    return st == NOT_FOUND ? OK : st;
}

enum status einvoicing_obstacle(struct db_tx *tx, struct ctx *ctx, const struct invoice *invoice,
                                struct einvoicing *out, const char **out_why)
{
    const char *organization_id = invoice->organization_id;
    bool sent = false, credited_sent = true;
    *out = (struct einvoicing){.state = EINVOICING_OFF};
    *out_why = "It has no purchase order number on it: procurement systems take no others.";
    if (invoice->purchase_order == NULL)
        return OK;
    enum status st = einvoicing_store_of_agreement(tx, ctx->arena, organization_id,
                                                   invoice->lines[0].agreement_id, out);
    if (st == OK && out->state == EINVOICING_ACTIVE)
        st = was_sent(tx, ctx->arena, organization_id, invoice->id, &sent);
    if (st == OK && out->state == EINVOICING_ACTIVE && invoice->credits_id != NULL)
        st = was_sent(tx, ctx->arena, organization_id, invoice->credits_id, &credited_sent);
    *out_why = out->state != EINVOICING_ACTIVE ? "E-invoices of its connection are not active."
               : sent                          ? "It was sent before: see Deliveries."
               : !credited_sent                ? "The invoice that it takes back from was not sent."
                                               : NULL;
    return st;
}

enum status einvoicing_add(struct db_tx *tx, struct ctx *ctx, const struct invoice *invoice)
{
    struct einvoicing e;
    const char *why;
    const char *delivery_id;
    enum status st = einvoicing_obstacle(tx, ctx, invoice, &e, &why);
    return st == OK && why == NULL
               ? notice_add_invoice(tx, ctx, &e, invoice->id, EVENT_INVOICED, &delivery_id)
               : st;
}

struct sending {
    struct connection_change change;
    const char *invoice_id;
    struct invoice invoice;
};

static enum status find_invoice(struct db_tx *tx, void *state)
{
    struct sending *s = state;
    const struct connection_change *c = &s->change;
    enum status st = invoice_store_find(tx, c->ctx->arena, s->invoice_id, &s->invoice);
    if (st == NOT_FOUND || (st == OK && c->key.organization_id != NULL &&
                            !text_equal(c->key.organization_id, s->invoice.organization_id)))
        return fault_set(db_fault(tx), NOT_FOUND, "There is no invoice '%.100s'.", s->invoice_id);
    return st;
}

static enum status send_invoice(struct db_tx *tx, void *state)
{
    struct sending *s = state;
    struct connection_change *c = &s->change;
    struct einvoicing e;
    const char *why = NULL;
    const char *delivery_id;
    enum status st = find_invoice(tx, s);
    if (st == OK)
        st = einvoicing_obstacle(tx, c->ctx, &s->invoice, &e, &why);
    if (st == OK && why != NULL)
        return fault_set(db_fault(tx), CONFLICT, "%s", why);
    c->key.id = e.connection_id;
    if (st == OK)
        st = connection_change_read(tx, c);
    if (st == OK)
        st = notice_add_invoice(tx, c->ctx, &e, s->invoice.id, EVENT_INVOICED, &delivery_id);
    return st == OK ? connection_change_record(tx, c) : st;
}

enum status einvoicing_send(struct ctx *ctx, const char *invoice_id)
{
    struct sending s = {.invoice_id = invoice_id};
    enum status st =
        connection_change_open(ctx, (struct connection_key){NULL, NULL}, true, &s.change);
    if (st == OK)
        st = db_read(ctx->app->db, find_invoice, &s, &ctx->fault);
    if (st != OK)
        return st;
    s.change.key.organization_id = s.invoice.organization_id;
    s.change.detail =
        audit_detail(ctx->arena, "change",
                     arena_printf(ctx->arena, "e-invoice %s sent", invoice_id), (char *)NULL);
    return db_write_for(ctx->app->db, s.invoice.organization_id, send_invoice, &s, &ctx->fault);
}
