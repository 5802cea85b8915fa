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

/* One change: from what is stored to what shall be. */
struct step {
    enum einvoicing_state to;
    const char *url;  /* of a test */
    const char *code; /* of a confirmation */
    bool wrong;
};

static enum status send_test(struct db_tx *tx, struct connection_change *c,
                             struct einvoicing *einvoicing, const struct step *step)
{
    const char *invoice_id;
    const char *problem =
        settings_address_problem(c->ctx->arena, step->url, c->row.connection.allow_loopback);
    if (problem != NULL)
        return fault_set(db_fault(tx), BAD_INPUT, "%s", problem);
    enum status st =
        einvoicing_store_sample(tx, c->ctx->arena, c->key.organization_id, c->key.id, &invoice_id);
    if (st == OK && text_empty(invoice_id))
        return fault_set(db_fault(tx), CONFLICT,
                         "A test sends an invoice once more, and there is none yet with a purchase "
                         "order that came through this connection.");
    if (st == OK)
        st = delivery_store_give_up(tx, c->key.organization_id, einvoicing->test_delivery_id,
                                    ctx_now_us(c->ctx));
    einvoicing->url = step->url;
    einvoicing->tries = 0;
    return st == OK ? notice_add_invoice(tx, c->ctx, einvoicing, invoice_id, EVENT_INVOICE_TEST,
                                         &einvoicing->test_delivery_id)
                    : st;
}

static enum status check_code(struct db_tx *tx, struct connection_change *c,
                              struct einvoicing *einvoicing, struct step *step)
{
    const char *code = einvoicing_code(c->ctx, einvoicing->test_delivery_id);
    if (einvoicing->tries >= EINVOICING_TRIES)
        return fault_set(db_fault(tx), CONFLICT,
                         "Too many codes were wrong: send another test, which has a new one.");
    step->wrong = strlen(step->code) != strlen(code) || !hash_equal(step->code, code, strlen(code));
    if (step->wrong) {
        step->to = einvoicing->state;
        einvoicing->tries++;
    }
    return OK;
}

static enum status take_step(struct db_tx *tx, void *state)
{
    struct connection_change *c = state;
    struct step step = *(struct step *)c->more;
    struct einvoicing einvoicing;
    enum status st = connection_change_read(tx, c);
    if (st == OK)
        st = einvoicing_store_find(tx, c->ctx->arena, c->key.organization_id, c->key.id,
                                   &einvoicing);
    if (st != OK)
        return st;
    bool again = step.to == EINVOICING_TESTING && einvoicing.state == EINVOICING_TESTING;
    bool resumes = step.to == EINVOICING_ACTIVE && einvoicing.state != EINVOICING_TESTING;
    if ((!again && !einvoicing_state_may_become(einvoicing.state, step.to)) ||
        (step.to == EINVOICING_ACTIVE && resumes != (step.code == NULL)))
        return fault_set(db_fault(tx), CONFLICT, "E-invoices are %s: this is not the next step.",
                         einvoicing_state_name(einvoicing.state));
    if (step.to == EINVOICING_TESTING)
        st = send_test(tx, c, &einvoicing, &step);
    else if (step.code != NULL)
        st = check_code(tx, c, &einvoicing, &step);
    if (st != OK)
        return st;
    einvoicing.state = step.to;
    einvoicing.changed_us = ctx_now_us(c->ctx);
    ((struct step *)c->more)->wrong = step.wrong;
    st = einvoicing_store_put(tx, &einvoicing);
    return st == OK ? connection_change_record(tx, c) : st;
}

static enum status change(struct ctx *ctx, struct connection_key key, struct step *step)
{
    struct connection_change c;
    enum status st = connection_change_open(ctx, key, true, &c);
    c.more = step;
    c.detail = audit_detail(
        ctx->arena, "change",
        arena_printf(ctx->arena, "e-invoices %s",
                     step->code != NULL ? "code entered" : einvoicing_state_name(step->to)),
        (char *)NULL);
    return st == OK ? connection_change_write(&c, take_step) : st;
}

enum status einvoicing_send_test(struct ctx *ctx, struct connection_key key, const char *url)
{
    return change(ctx, key,
                  &(struct step){.to = EINVOICING_TESTING, .url = text_trim(ctx->arena, url)});
}

enum status einvoicing_confirm(struct ctx *ctx, struct connection_key key, const char *code)
{
    struct step step = {.to = EINVOICING_ACTIVE, .code = code};
    enum status st = change(ctx, key, &step);
    return st == OK && step.wrong
               ? fault_set(&ctx->fault, BAD_INPUT,
                           "This is not the code of the last test. It is in the comments of the "
                           "test invoice, eight digits.")
               : st;
}

enum status einvoicing_suspend(struct ctx *ctx, struct connection_key key)
{
    return change(ctx, key, &(struct step){.to = EINVOICING_SUSPENDED});
}

enum status einvoicing_resume(struct ctx *ctx, struct connection_key key)
{
    return change(ctx, key, &(struct step){.to = EINVOICING_ACTIVE});
}
