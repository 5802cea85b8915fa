#include "app/agreement.h"

#include <stdlib.h>
#include <string.h>

#include "app/who.h"
#include "base/arena.h"
#include "base/text.h"

/* A UUIDv7 in 26 characters of Crockford's base 32, which sorts as the UUID does. */
char *agreement_new_id(struct ctx *ctx)
{
    static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    unsigned char bytes[16];
    const char *uuid = ctx_new_id(ctx);
    for (int i = 0; i < 16; i++) {
        uuid += *uuid == '-';
        char pair[3] = {uuid[0], uuid[1], '\0'};
        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
        uuid += 2;
    }
    char *id = arena_text(ctx->arena, "agmt-00000000000000000000000000");
    char *digits = id + strlen("agmt-");
    /* 128 bits as 26 digits of 5: the first digit carries the top 3. */
    for (int digit = 0; digit < 26; digit++) {
        unsigned value = 0;
        for (int bit = 0; bit < 5; bit++) {
            int at = digit * 5 + bit - 2;
            unsigned one = at < 0 ? 0u : (unsigned)bytes[at / 8] >> (7 - at % 8) & 1u;
            value = value << 1 | one;
        }
        digits[digit] = alphabet[value];
    }
    return id;
}

enum status agreement_make(struct ctx *ctx, const struct connection *connection,
                           const struct product *product, const struct offer *offer,
                           const struct request_item *item, const struct request *request,
                           int64_t start_us, struct agreement *out)
{
    *out = (struct agreement){0};
    enum status st = agreement_from_offer(ctx->arena, product, offer, &item->selection, start_us,
                                          out, &ctx->fault);
    out->organization_id = connection->organization_id;
    out->id = agreement_new_id(ctx);
    out->account_id =
        text_empty(request->account_id) ? connection->account_id : request->account_id;
    out->connection_id = connection->id;
    out->request_id = request->id;
    out->request_item = item->number;
    return st;
}

const struct offer *agreement_offer(const struct ctx *ctx, const struct agreement *agreement)
{
    const struct product *product = catalogue_product(ctx->app->catalogue, agreement->product_id);
    return product == NULL ? NULL : product_offer(product, agreement->offer_id);
}

static bool is_theirs(const struct who *who, const struct agreement *agreement)
{
    return !who_is_buyer(who) || (text_equal(who->organization_id, agreement->organization_id) &&
                                  (text_equal(who->account_id, who->management_account_id) ||
                                   text_equal(who->account_id, agreement->account_id)));
}

enum status agreement_find_theirs(struct db_tx *tx, struct ctx *ctx, const char *id,
                                  struct agreement *out)
{
    enum status st = agreement_store_find(tx, ctx->arena, id, out);
    if (st == NOT_FOUND || (st == OK && !is_theirs(ctx->who, out)))
        return fault_set(db_fault(tx), NOT_FOUND, "There is no agreement '%.100s'.", id);
    return st;
}

enum status agreement_note(struct db_tx *tx, struct ctx *ctx, const struct agreement *agreement,
                           const char *detail)
{
    return agreement_store_add_event(tx, &(struct agreement_event){
                                             .organization_id = agreement->organization_id,
                                             .agreement_id = agreement->id,
                                             .id = ctx_new_id(ctx),
                                             .at_us = ctx_now_us(ctx),
                                             .detail = detail,
                                             .purchase_order_id = agreement->purchase_order_id,
                                         });
}
