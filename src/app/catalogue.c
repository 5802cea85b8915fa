#include "app/catalogue.h"

#include "app/access.h"
#include "app/audit.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/catalogue_json.h"
#include "store/agreement.h"
#include "store/catalogue.h"
#include "store/organization.h"

enum { PRODUCT_LIMIT = 1 << 20 };

struct loading {
    struct ctx *ctx;
    struct catalogue file;
    struct catalogue before;
    bool check_only;
    struct catalogue_change *change;
};

/* An offer of a product that was there. */
static enum status compare_offer(struct db_tx *tx, struct loading *l, const struct product *product,
                                 const struct product *before_product, const struct offer *before)
{
    const struct offer *now = product_offer(product, before->id);
    if (now == NULL)
        return fault_set(db_fault(tx), BAD_INPUT,
                         "product %s: offer %s is missing. What was offered once stays in the "
                         "file; with \"withdrawn\": true nobody can request it any more.",
                         product->id, before->id);
    if (!offer_is_same(l->ctx->arena, before, now))
        return fault_set(db_fault(tx), BAD_INPUT,
                         "product %s: offer %s is another than before. An offer never changes: "
                         "give the new one an id of its own, and this one \"withdrawn\": true.",
                         product->id, before->id);
    if (offer_is_server_annual(product, now) != offer_is_server_annual(before_product, before))
        return fault_set(db_fault(tx), BAD_INPUT,
                         "product %s: its type makes one approval of two, or two of one, for offer "
                         "%s, and an offer never changes.",
                         product->id, before->id);
    l->change->withdrawn += now->withdrawn && !before->withdrawn;
    return OK;
}

static const char *product_text(struct arena *arena, const struct product *product)
{
    struct buf text;
    buf_init(&text, arena, PRODUCT_LIMIT);
    product_write(&text, arena, product);
    return buf_string(&text);
}

static enum status compare_product(struct db_tx *tx, struct loading *l,
                                   const struct product *before)
{
    struct arena *arena = l->ctx->arena;
    const struct product *now = catalogue_product(&l->file, before->id);
    enum status st = OK;
    if (now == NULL)
        return fault_set(db_fault(tx), BAD_INPUT,
                         "product %s is missing. What was offered once stays in the file; with "
                         "\"withdrawn\": true at each of its offers nobody is shown it any more.",
                         before->id);
    if (!text_equal(now->part_id, before->part_id))
        return fault_set(db_fault(tx), BAD_INPUT,
                         "product %s: its part_id was '%s' and stays that, for orders name it.",
                         before->id, before->part_id);
    for (size_t i = 0; st == OK && i < before->offer_count; i++)
        st = compare_offer(tx, l, now, before, &before->offers[i]);
    l->change->changed += !text_equal(product_text(arena, now), product_text(arena, before));
    return st;
}

/* Whom a new private offer is for, and what it replaces. */
static enum status check_offer(struct db_tx *tx, struct loading *l, const struct product *product,
                               const struct offer *offer)
{
    struct arena *arena = l->ctx->arena;
    struct account_row account;
    struct agreement agreement;
    enum status st =
        offer->account_id == NULL ? OK : account_store_find(tx, arena, offer->account_id, &account);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), BAD_INPUT,
                         "product %s: offer %s is for account %s, which is not there.", product->id,
                         offer->id, offer->account_id);
    if (st != OK || offer->replaces == NULL)
        return st;
    st = agreement_store_find(tx, arena, offer->replaces, &agreement);
    if (st == NOT_FOUND || (st == OK && (!text_equal(agreement.account_id, offer->account_id) ||
                                         !text_equal(agreement.product_id, product->id))))
        return fault_set(db_fault(tx), BAD_INPUT,
                         "product %s: offer %s replaces %s, which is no agreement of account %s "
                         "over this product.",
                         product->id, offer->id, offer->replaces, offer->account_id);
    return st;
}

static enum status check_new(struct db_tx *tx, struct loading *l, const struct product *product)
{
    const struct product *before = catalogue_product(&l->before, product->id);
    enum status st;
    l->change->products += before == NULL;
    st = catalogue_store_check(tx, l->ctx->arena, product);
    for (size_t i = 0; st == OK && i < product->offer_count; i++) {
        const struct offer *offer = &product->offers[i];
        if (before != NULL && product_offer(before, offer->id) != NULL)
            continue;
        l->change->offers++;
        st = check_offer(tx, l, product, offer);
    }
    return st;
}

static enum status check(struct db_tx *tx, struct loading *l)
{
    enum status st = catalogue_store_load(tx, l->ctx->arena, &l->before);
    for (size_t i = 0; st == OK && i < l->before.seller_count; i++) {
        const char *id = l->before.sellers[i].id;
        if (catalogue_seller(&l->file, id) == NULL)
            st = fault_set(db_fault(tx), BAD_INPUT,
                           "seller %s is missing: its products and invoices name it.", id);
    }
    for (size_t i = 0; st == OK && i < l->before.product_count; i++)
        st = compare_product(tx, l, &l->before.products[i]);
    for (size_t i = 0; st == OK && i < l->file.product_count; i++)
        st = check_new(tx, l, &l->file.products[i]);
    return st;
}

static const char *number(struct arena *arena, size_t count)
{
    return arena_printf(arena, "%zu", count);
}

static enum status load(struct db_tx *tx, void *state)
{
    struct loading *l = state;
    struct arena *arena = l->ctx->arena;
    *l->change = (struct catalogue_change){0};
    enum status st = check(tx, l);
    if (st != OK || l->check_only)
        return st;
    for (size_t i = 0; st == OK && i < l->file.seller_count; i++)
        st = catalogue_store_put_seller(tx, &l->file.sellers[i]);
    for (size_t i = 0; st == OK && i < l->file.product_count; i++)
        st = catalogue_store_put_product(tx, arena, &l->file.products[i], (int64_t)i + 1);
    return st == OK ? audit_add(tx, l->ctx,
                                &(struct audit_entry){
                                    .organization_id = "",
                                    .account_id = "",
                                    .action = "operator:LoadCatalogue",
                                    .resource = "catalogue",
                                    .detail = audit_detail(
                                        arena, "products", number(arena, l->change->products),
                                        "changed", number(arena, l->change->changed), "offers",
                                        number(arena, l->change->offers), "withdrawn",
                                        number(arena, l->change->withdrawn), (char *)NULL),
                                })
                    : st;
}

enum status catalogue_load(struct ctx *ctx, struct bytes json, bool check_only,
                           struct catalogue_change *out)
{
    struct loading l = {.ctx = ctx, .check_only = check_only, .change = out};
    enum status st = access_operator(ctx, "operator:LoadCatalogue", "*");
    if (st == OK)
        st = catalogue_read(ctx->arena, json, &l.file, &ctx->fault);
    if (st != OK)
        return st;
    return check_only ? db_read(ctx->app->db, load, &l, &ctx->fault)
                      : db_write_for(ctx->app->db, "", load, &l, &ctx->fault);
}
