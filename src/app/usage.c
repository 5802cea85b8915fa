#include "app/usage.h"

#include <string.h>

#include "app/access.h"
#include "app/agreement.h"
#include "app/annual.h"
#include "app/audit.h"
#include "app/notice.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/agreement.h"

enum { STEP = 100, ID_LIMIT = 100, LIST_LIMIT = 2000 };
static const int64_t skew_us = 5 * TIME_MINUTE_US;

struct recording {
    struct ctx *ctx;
    const char *agreement_id;
    struct usage_record *records;
    size_t count;
    size_t new_count;
    struct money new_amount; /* of the new ones together */
    struct agreement agreement;
    struct agreement_list contracts; /* that may cover some of it (ORD-6) */
};

/* NULL where it is none of usage. */
static const struct dimension *find_dimension(const struct offer *offer, const char *key)
{
    for (size_t i = 0; offer != NULL && i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        if (dimension->kind == DIMENSION_USAGE && text_equal(dimension->key, key))
            return dimension;
    }
    return NULL;
}

static const char *dimensions_of(struct arena *arena, const struct offer *offer)
{
    struct buf list;
    buf_init(&list, arena, LIST_LIMIT);
    for (size_t i = 0; offer != NULL && i < offer->dimension_count; i++) {
        if (offer->dimensions[i].kind == DIMENSION_USAGE)
            buf_printf(&list, "%s%s", buf_bytes(&list).size > 0 ? ", " : "",
                       offer->dimensions[i].key);
    }
    return buf_bytes(&list).size == 0 ? "none" : buf_string(&list);
}

/* Its price, and the month it counts for. */
static enum status complete(const struct recording *r, struct usage_record *record,
                            struct fault *fault)
{
    struct ctx *ctx = r->ctx;
    const struct agreement *agreement = &r->agreement;
    const struct offer *offer = agreement_offer(ctx, agreement);
    const struct dimension *dimension = find_dimension(offer, record->dimension);
    const struct money *price = dimension == NULL ? NULL : dimension_price(dimension, 0);
    if (text_empty(record->id) || strlen(record->id) > ID_LIMIT)
        return fault_set(fault, BAD_INPUT, "A record has an id of 1 to 100 characters.");
    if (price == NULL)
        return fault_set(fault, BAD_INPUT,
                         "Record '%s': agreement %s has no usage dimension '%.60s'; it has: %s.",
                         record->id, agreement->id, record->dimension,
                         dimensions_of(ctx->arena, offer));
    if (record->quantity_micros < 0)
        return fault_set(fault, BAD_INPUT, "Record '%s': the quantity is negative.", record->id);
    if (record->at_us < agreement->start_us || record->at_us > ctx_now_us(ctx) + skew_us)
        return fault_set(fault, BAD_INPUT, "Record '%s': its time is %s.", record->id,
                         record->at_us < agreement->start_us ? "before the agreement's start"
                                                             : "in the future");
    if (agreement->end_us != 0 && record->at_us >= agreement->end_us)
        return fault_set(fault, BAD_INPUT, "Record '%s': its time is after the agreement's end.",
                         record->id);
    if (!money_times(*price, record->quantity_micros, &record->amount))
        return fault_set(fault, BAD_INPUT, "Record '%s': the amount is too large.", record->id);
    record->month_us = time_month_start(record->at_us);
    return OK;
}

/* ORD-6: what a contract covers is not paid by the hour. */
static enum status cover(struct db_tx *tx, const struct recording *r, struct usage_record *record)
{
    const struct offer *offer = agreement_offer(r->ctx, &r->agreement);
    const struct money *price = dimension_price(find_dimension(offer, record->dimension), 0);
    enum status st = annual_cover(tx, r->ctx, &r->agreement, &r->contracts, record);
    if (st == OK &&
        !money_times(*price, record->quantity_micros - record->covered_micros, &record->amount))
        panic("usage: an amount that was smaller before");
    return st;
}

static bool same(const struct usage_record *a, const struct usage_record *b)
{
    return text_equal(a->dimension, b->dimension) && a->quantity_micros == b->quantity_micros &&
           a->at_us == b->at_us;
}

static enum status record_one(struct db_tx *tx, struct recording *r, struct usage_record *record)
{
    const char *organization_id = r->agreement.organization_id;
    struct usage_record before;
    bool known, charged;
    enum status st = complete(r, record, db_fault(tx));
    if (st == OK)
        st = usage_store_find(tx, r->ctx->arena, organization_id, r->agreement_id, record->id,
                              &before, &known);
    if (st != OK)
        return st;
    if (known)
        return same(&before, record)
                   ? OK
                   : fault_set(db_fault(tx), CONFLICT,
                               "Record '%s' came before with something else in it.", record->id);
    st = cover(tx, r, record);
    if (st == OK)
        st = usage_store_is_charged(tx, organization_id, r->agreement_id, record, &charged);
    if (st != OK)
        return st;
    /* What comes late is charged with the month that is open. */
    int64_t closed_us = usage_closed_until(ctx_now_us(r->ctx));
    if (charged || record->month_us < closed_us)
        record->month_us = time_month_start(ctx_now_us(r->ctx));
    r->new_count++;
    if (!money_add(&r->new_amount, record->amount))
        return fault_set(db_fault(tx), BAD_INPUT, "The records together are too large.");
    return usage_store_insert(tx, organization_id, r->agreement_id, record, ctx_now_us(r->ctx));
}

static enum status find_agreement(struct db_tx *tx, void *state)
{
    struct recording *r = state;
    enum status st = agreement_store_find(tx, r->ctx->arena, r->agreement_id, &r->agreement);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no agreement '%.100s'.",
                         r->agreement_id);
    return st;
}

/* ORD-6: of two agreements over an offer one is metered. */
static enum status find_contracts(struct db_tx *tx, struct recording *r)
{
    const struct agreement *agreement = &r->agreement;
    const struct offer *offer = agreement_offer(r->ctx, agreement);
    struct offered offered = {agreement->organization_id, agreement->account_id,
                              agreement->product_id, agreement->offer_id};
    const char *metered;
    if (offer == NULL || !pricing_has_usage(offer->pricing) ||
        agreement_is_metered(offer, agreement))
        return annual_contracts(tx, r->ctx, agreement, &r->contracts);
    enum status st = agreement_store_endless(tx, r->ctx->arena, &offered, &metered);
    return st != OK ? st
                    : fault_set(db_fault(tx), BAD_INPUT,
                                "Agreement %s is the contract of an offer whose usage is metered "
                                "apart: record it for the pay-as-you-go agreement%s%s.",
                                agreement->id, metered == NULL ? "" : ", ", text_or_empty(metered));
}

/* CAT-7: mail when the estimate is nearly, and when it is all used; once, for usage only grows. */
static enum status warn(struct db_tx *tx, struct recording *r)
{
    const struct agreement *agreement = &r->agreement;
    struct money estimate = agreement_estimate(agreement);
    struct money now = money_zero(estimate.currency);
    struct usage_months months;
    if (money_is_zero(estimate))
        return OK;
    enum status st = usage_store_months(tx, r->ctx->arena, agreement->organization_id,
                                        agreement->id, estimate.currency, &months);
    for (size_t i = 0; st == OK && i < months.count; i++)
        money_add(&now, months.items[i].amount);
    struct money before = now;
    money_add(&before, money_negative(r->new_amount));
    enum usage_level level = usage_level_of(now, estimate);
    return st == OK && level > usage_level_of(before, estimate)
               ? notice_add_agreement(tx, r->ctx, agreement,
                                      level == USAGE_ALL ? EVENT_USAGE_ALL : EVENT_USAGE_NEAR)
               : st;
}

static enum status record_all(struct db_tx *tx, void *state)
{
    struct recording *r = state;
    enum status st = find_agreement(tx, state);
    r->new_count = 0;
    r->new_amount = money_zero(r->agreement.value.currency);
    if (st == OK)
        st = find_contracts(tx, r);
    for (size_t i = 0; st == OK && i < r->count; i++)
        st = record_one(tx, r, &r->records[i]);
    if (st == OK && r->new_count > 0)
        st = warn(tx, r);
    if (st != OK || r->new_count == 0)
        return st;
    return audit_add(
        tx, r->ctx,
        &(struct audit_entry){
            .organization_id = r->agreement.organization_id,
            .account_id = r->agreement.account_id,
            .action = "operator:RecordUsage",
            .resource = r->agreement_id,
            .detail = audit_detail(r->ctx->arena, "records",
                                   arena_printf(r->ctx->arena, "%zu", r->new_count), (char *)NULL),
        });
}

enum status usage_record_all(struct ctx *ctx, const char *agreement_id,
                             struct usage_record *records, size_t count, size_t *out_new)
{
    struct recording r = {
        .ctx = ctx, .agreement_id = agreement_id, .records = records, .count = count};
    enum status st = access_operator(ctx, "operator:RecordUsage", agreement_id);
    if (st == OK)
        st = db_read(ctx->app->db, find_agreement, &r, &ctx->fault);
    if (st == OK)
        st = db_write_for(ctx->app->db, r.agreement.organization_id, record_all, &r, &ctx->fault);
    *out_new = r.new_count;
    return st;
}

struct closing {
    struct ctx *ctx;
    struct usage_months open;
    struct usage_month *month;
};

static enum status find_open(struct db_tx *tx, void *state)
{
    struct closing *c = state;
    return usage_store_open(tx, c->ctx->arena, usage_closed_until(ctx_now_us(c->ctx)), STEP,
                            &c->open);
}

/* "Data ingested, 1234.5 GB in 2026-11"; of what a contract covers in part it says so. */
static const char *describe(const struct closing *c, const struct agreement *agreement,
                            const struct usage_month *month)
{
    struct arena *arena = c->ctx->arena;
    const struct dimension *dimension =
        c->ctx->app->catalogue == NULL
            ? NULL
            : find_dimension(agreement_offer(c->ctx, agreement), month->dimension);
    const char *covered = month->covered_micros == 0
                              ? ""
                              : arena_printf(arena, ", %s of them covered by the contract",
                                             quantity_text(arena, month->covered_micros));
    return arena_printf(
        arena, "%s, %s %s in %.7s%s", dimension == NULL ? month->dimension : dimension->name,
        quantity_text(arena, month->quantity_micros), dimension == NULL ? "units" : dimension->unit,
        time_date(arena, month->month_us), covered);
}

static enum status charge_month(struct db_tx *tx, void *state)
{
    struct closing *c = state;
    struct arena *arena = c->ctx->arena;
    struct usage_month *month = c->month;
    struct agreement agreement;
    struct usage_months all;
    const char *currency = month->amount.currency;
    struct money used = money_zero(currency), charged = money_zero(currency);
    enum status st = agreement_store_find(tx, arena, month->agreement_id, &agreement);
    if (st == OK)
        st = usage_store_months(tx, arena, month->organization_id, month->agreement_id, currency,
                                &all);
    if (st != OK)
        return st;
    for (size_t i = 0; i < all.count; i++) {
        const struct usage_month *one = &all.items[i];
        if (!text_equal(one->dimension, month->dimension))
            continue;
        if (one->month_us == month->month_us) {
            if (one->charged) /* another node was faster */
                return OK;
            month->quantity_micros = one->quantity_micros;
            month->covered_micros = one->covered_micros;
        }
        if (one->charged || one->month_us == month->month_us)
            money_add(&used, one->amount);
        money_add(&charged, one->payable);
    }
    month->payable = usage_payable(used, charged);
    return usage_store_charge(tx, month, describe(c, &agreement, month),
                              time_add_months(month->month_us, 1));
}

enum status usage_charge_months(struct ctx *ctx)
{
    struct closing c = {.ctx = ctx};
    do {
        enum status st = db_read(ctx->app->db, find_open, &c, &ctx->fault);
        for (size_t i = 0; st == OK && i < c.open.count; i++) {
            c.month = &c.open.items[i];
            st =
                db_write_for(ctx->app->db, c.month->organization_id, charge_month, &c, &ctx->fault);
        }
        if (st != OK)
            return st;
    } while (c.open.count == STEP);
    return OK;
}
