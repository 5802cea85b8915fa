#include "app/annual.h"

#include "app/agreement.h"
#include "store/request.h"
#include "store/usage.h"

struct asking {
    struct ctx *ctx;
    const struct session *session;
    const struct product *product;
    const struct offer *offer;
    bool has_usage;
};

enum status annual_has_usage(struct db_tx *tx, struct ctx *ctx, const struct offered *offered,
                             const char *connection_id, bool test, bool *out)
{
    const char *id;
    enum status st = agreement_store_endless(tx, ctx->arena, offered, &id);
    *out = id != NULL;
    return st == OK && !*out && test ? request_store_tested(tx, offered->organization_id,
                                                            connection_id, offered->offer_id, out)
                                     : st;
}

static enum status look(struct db_tx *tx, void *state)
{
    struct asking *a = state;
    const struct session *session = a->session;
    struct offered offered = {session->organization_id, session->account_id, a->product->id,
                              a->offer->id};
    return annual_has_usage(tx, a->ctx, &offered, session->connection.id, session->test,
                            &a->has_usage);
}

enum status annual_approval(struct ctx *ctx, const struct session *session,
                            const struct product *product, const struct offer *offer,
                            struct approval *out)
{
    bool single_line = session->connection.single_line;
    struct asking asking = {ctx, session, product, offer, false};
    *out =
        (struct approval){!single_line && offer->pricing == PRICING_CONTRACT_USAGE, LINES_SINGLE};
    if (!offer_is_server_annual(product, offer))
        return OK;
    enum status st = db_read(ctx->app->db, look, &asking, &ctx->fault);
    *out = (struct approval){false, annual_next(asking.has_usage, single_line)};
    return st;
}

static struct offered offered_by(const struct agreement *agreement)
{
    return (struct offered){agreement->organization_id, agreement->account_id,
                            agreement->product_id, agreement->offer_id};
}

enum status annual_contracts(struct db_tx *tx, struct ctx *ctx, const struct agreement *agreement,
                             struct agreement_list *out)
{
    const struct product *product = catalogue_product(ctx->app->catalogue, agreement->product_id);
    const struct offer *offer = agreement_offer(ctx, agreement);
    struct offered offered = offered_by(agreement);
    *out = (struct agreement_list){0};
    return offer != NULL && offer_is_server_annual(product, offer)
               ? agreement_store_with_end(tx, ctx->arena, &offered, out)
               : OK;
}

enum status annual_cover(struct db_tx *tx, struct ctx *ctx, const struct agreement *agreement,
                         const struct agreement_list *contracts, struct usage_record *record)
{
    int64_t before = 0;
    record->covered_micros = 0;
    if (contracts->count == 0)
        return OK;
    int64_t room = annual_covered(agreement_offer(ctx, agreement), record->dimension,
                                  contracts->items, contracts->count, record->at_us);
    if (room == 0)
        return OK;
    struct offered offered = offered_by(agreement);
    enum status st = usage_store_covered(tx, &offered, record, &before);
    room = room > before ? room - before : 0;
    record->covered_micros = room < record->quantity_micros ? room : record->quantity_micros;
    return st;
}
