#include "app/billing.h"

#include "app/access.h"
#include "app/einvoicing.h"
#include "app/renewal.h"
#include "app/service_role.h"
#include "app/usage.h"
#include "app/webhook.h"
#include "base/arena.h"
#include "store/tax.h"

/* What one transaction takes: few enough that orders of the same buyer do not wait long. */
enum { ORGANIZATIONS = 100, CHARGES = 100, DRIFTS = 100 };

struct finding {
    struct ctx *ctx;
    const char *organizations[ORGANIZATIONS];
    size_t count;
};

struct issuing {
    struct ctx *ctx;
    const char *organization_id;
    size_t charges; /* that were invoiced */
    int64_t invoices;
};

static enum status find_due(struct db_tx *tx, void *state)
{
    struct finding *finding = state;
    return invoice_store_due_organizations(tx, finding->ctx->arena, ctx_now_us(finding->ctx),
                                           ORGANIZATIONS, finding->organizations, &finding->count);
}

/* A memo gives back the tax of what it takes back from; else the seller's is put on it. */
static enum status put_tax(struct db_tx *tx, struct ctx *ctx, struct invoice *invoice)
{
    struct invoice credited;
    struct money before, tax_before;
    if (invoice->credits_id == NULL) {
        enum status st = tax_store_of_seller(tx, ctx->arena, invoice->seller, &invoice->tax);
        invoice->tax_amount = tax_of(&invoice->tax, invoice->amount);
        return st;
    }
    enum status st = invoice_store_find(tx, ctx->arena, invoice->credits_id, &credited);
    if (st == OK)
        st = invoice_store_memos(tx, &credited, &before, &tax_before);
    if (st != OK)
        return st;
    invoice->tax = credited.tax;
    if (!tax_of_credit(&credited.tax, invoice->amount, before, tax_before, &invoice->tax_amount))
        return fault_set(db_fault(tx), FAILED, "the memo of invoice %s is too large", credited.id);
    return OK;
}

static enum status issue_one(struct db_tx *tx, struct issuing *issuing,
                             const struct due_charge *charges, size_t count, bool shows_orders)
{
    struct ctx *ctx = issuing->ctx;
    struct invoice invoice;
    int64_t sequence;
    enum status st = invoice_make(ctx->arena, charges, count, shows_orders, &invoice, db_fault(tx));
    invoice.organization_id = issuing->organization_id;
    if (st == OK)
        st = put_tax(tx, ctx, &invoice);
    if (st == OK)
        st = invoice_store_next(tx, issuing->organization_id, &sequence);
    if (st != OK)
        return st;
    invoice.id = invoice_id(ctx->arena, issuing->organization_id, sequence);
    invoice.issued_us = ctx_now_us(ctx);
    issuing->invoices++;
    st = invoice_store_insert(tx, &invoice);
    if (st == OK)
        st = webhook_tell(tx, ctx, invoice.organization_id, EVENT_INVOICED, invoice.id);
    return st == OK ? einvoicing_add(tx, ctx, &invoice) : st;
}

static enum status issue(struct db_tx *tx, void *state)
{
    struct issuing *issuing = state;
    struct due_charges due;
    bool shows_orders = false;
    enum status st = invoice_store_due(tx, issuing->ctx->arena, issuing->organization_id,
                                       ctx_now_us(issuing->ctx), CHARGES, &due);
    if (st == OK)
        st = invoice_store_shows_orders(tx, issuing->organization_id, SERVICE_ROLE_PURCHASE_ORDERS,
                                        &shows_orders);
    issuing->charges = due.count;
    issuing->invoices = 0;
    for (size_t first = 0, next; st == OK && first < due.count; first = next) {
        for (next = first + 1; next < due.count; next++) {
            if (!invoice_joins(&due.items[first], &due.items[next]))
                break;
        }
        st = issue_one(tx, issuing, &due.items[first], next - first, shows_orders);
    }
    return st;
}

static enum status bill(struct ctx *ctx, const char *organization_id, int64_t *issued)
{
    struct issuing issuing = {.ctx = ctx, .organization_id = organization_id};
    do {
        enum status st = db_write_for(ctx->app->db, organization_id, issue, &issuing, &ctx->fault);
        if (st != OK)
            return st;
        *issued += issuing.invoices;
    } while (issuing.charges == CHARGES && !ctx_ends(ctx));
    return OK;
}

enum status billing_run(struct ctx *ctx, int64_t *out_issued)
{
    struct finding finding = {.ctx = ctx};
    int64_t ended;
    *out_issued = 0;
    enum status failed = renewal_run(ctx, &ended);
    if (failed == OK)
        failed = usage_charge_months(ctx);
    if (failed == UNAVAILABLE)
        return failed;
    do {
        enum status st = db_read(ctx->app->db, find_due, &finding, &ctx->fault);
        if (st != OK)
            return st;
        /* One that fails does not keep the others from their invoices. */
        for (size_t i = 0; i < finding.count && !ctx_ends(ctx); i++) {
            st = bill(ctx, finding.organizations[i], out_issued);
            failed = st == OK ? failed : st;
        }
    } while (failed == OK && finding.count == ORGANIZATIONS && !ctx_ends(ctx));
    return failed;
}

struct verifying {
    struct ctx *ctx;
    struct invoice_drifts *out;
};

static enum status verify(struct db_tx *tx, void *state)
{
    struct verifying *verifying = state;
    return invoice_store_drifts(tx, verifying->ctx->arena, DRIFTS, verifying->out);
}

enum status billing_verify(struct ctx *ctx, struct invoice_drifts *out)
{
    struct verifying verifying = {ctx, out};
    enum status st = access_operator(ctx, "operator:VerifyBilling", "*");
    return st == OK ? db_read(ctx->app->db, verify, &verifying, &ctx->fault) : st;
}
