#include "domain/agreement.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"

static const char *const states[] = {
    [AGREEMENT_ACTIVE] = "ACTIVE",         [AGREEMENT_CANCELLED] = "CANCELLED",
    [AGREEMENT_EXPIRED] = "EXPIRED",       [AGREEMENT_RENEWED] = "RENEWED",
    [AGREEMENT_REPLACED] = "REPLACED",     [AGREEMENT_SUPERSEDED] = "SUPERSEDED",
    [AGREEMENT_TERMINATED] = "TERMINATED",
};

static const char *const kinds[] = {[CHARGE_UPFRONT] = "upfront",
                                    [CHARGE_INSTALMENT] = "instalment",
                                    [CHARGE_USAGE] = "usage",
                                    [CHARGE_METERED] = "metered"};

const char *agreement_state_name(enum agreement_state state)
{
    return states[state];
}

bool agreement_state_parse(const char *name, enum agreement_state *out)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (text_equal(states[i], name)) {
            *out = (enum agreement_state)i;
            return true;
        }
    }
    return false;
}

const char *charge_kind_name(enum charge_kind kind)
{
    return kinds[kind];
}

bool charge_kind_parse(const char *name, enum charge_kind *out)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (text_equal(kinds[i], name)) {
            *out = (enum charge_kind)i;
            return true;
        }
    }
    return false;
}

/* Contract dimensions entitle to what was chosen; usage and free products to use without a limit.
 */
static void add_entitlements(struct arena *arena, const struct offer *offer,
                             const struct selection *selection, struct agreement *out)
{
    out->entitlements = arena_array(arena, offer->dimension_count + 1, sizeof *out->entitlements);
    out->entitlement_count = 0;
    for (size_t i = 0; i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        bool contract = dimension->kind == DIMENSION_CONTRACT;
        if (contract && selection->quantities[i] == 0)
            continue;
        out->entitlements[out->entitlement_count++] =
            (struct entitlement){dimension->key, dimension->name,
                                 contract ? selection->quantities[i] : -1, dimension->unit};
    }
    if (out->entitlement_count == 0)
        out->entitlements[out->entitlement_count++] =
            (struct entitlement){"use", pricing_label(offer->pricing), -1, "product"};
}

enum status agreement_from_offer(struct arena *arena, const struct product *product,
                                 const struct offer *offer, const struct selection *selection,
                                 int64_t start_us, struct agreement *out, struct fault *fault)
{
    struct charges charges;
    enum status st = charges_of(arena, offer, selection, &charges, fault);
    if (st != OK)
        return st;
    out->product_id = product->id;
    out->offer_id = offer->id;
    out->title = product->title;
    out->seller = product->seller->name;
    out->terms = product->terms;
    out->state = AGREEMENT_ACTIVE;
    out->start_us = start_us;
    out->end_us = selection->months > 0 ? time_add_months(start_us, selection->months) : 0;
    out->value = charges.total;
    out->charges = arena_array(arena, charges.count, sizeof *out->charges);
    out->charge_count = charges.count;
    for (size_t i = 0; i < charges.count; i++) {
        const struct charge *charge = &charges.items[i];
        out->charges[i] = (struct agreement_charge){
            .number = (int)i + 1,
            .kind = charge->kind,
            .description = charge->description,
            .amount = charge->amount,
            .due_us =
                charge->kind == CHARGE_USAGE ? 0 : time_add_months(start_us, charge->after_months),
        };
    }
    add_entitlements(arena, offer, selection, out);
    return OK;
}
