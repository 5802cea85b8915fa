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
                                    [CHARGE_METERED] = "metered",
                                    [CHARGE_CREDIT] = "credit"};

const char *agreement_state_name(enum agreement_state state)
{
    return states[state];
}

/* What has ended stays as it ended. */
bool agreement_state_may_become(enum agreement_state from, enum agreement_state to)
{
    return from == AGREEMENT_ACTIVE && to != AGREEMENT_ACTIVE;
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
        if (contract ? !selection_has_contract(offer, selection) || selection->quantities[i] == 0
                     : !selection_has_usage(offer, selection))
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
    out->title = selection_title(arena, product, selection);
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

struct money agreement_estimate(const struct agreement *agreement)
{
    struct money estimate = money_zero(agreement->value.currency);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        if (agreement->charges[i].kind == CHARGE_USAGE)
            money_add(&estimate, agreement->charges[i].amount);
    }
    return estimate;
}

/* What was metered or given back stays as it is, and the estimate of usage too: it says what was
 * agreed. */
static bool falls_away(const struct agreement_charge *charge, bool started, int64_t at_us)
{
    if (charge->invoice_id != NULL || charge->kind == CHARGE_METERED ||
        charge->kind == CHARGE_CREDIT)
        return false;
    return !started || (charge->kind != CHARGE_USAGE && charge->due_us > at_us);
}

void agreement_end_early(struct agreement *agreement, enum agreement_state to, int64_t at_us)
{
    bool started = agreement->start_us <= at_us;
    for (size_t i = 0; i < agreement->charge_count; i++) {
        struct agreement_charge *charge = &agreement->charges[i];
        if (!falls_away(charge, started, at_us))
            continue;
        money_add(&agreement->value, money_negative(charge->amount));
        charge->amount = money_zero(charge->amount.currency);
    }
    agreement->state = to;
    agreement->end_us = at_us;
}

/* -1: it is not after whole months. */
static int months_after(int64_t anchor_us, int64_t time_us)
{
    const int longest = 12 * 200;
    for (int months = 0; months <= longest; months++) {
        int64_t at_us = time_add_months(anchor_us, months);
        if (at_us >= time_us)
            return at_us == time_us ? months : -1;
    }
    return -1;
}

/* What was metered or given back is not agreed again; what was changed to nothing is not there any
 * more. */
static bool comes_again(const struct agreement_charge *charge)
{
    return charge->kind != CHARGE_METERED && charge->kind != CHARGE_CREDIT &&
           !money_is_zero(charge->amount);
}

static int64_t due_again(const struct agreement_charge *charge, int64_t anchor_us, int term,
                         int64_t later_us)
{
    int months = months_after(anchor_us, charge->due_us);
    if (charge->due_us == 0)
        return 0;
    return months < 0 ? charge->due_us + later_us : time_add_months(anchor_us, months + term);
}

/* BIL-2: what follows is paid as what was paid last. */
static struct charge_order last_order(const struct agreement *old)
{
    const struct agreement_charge *last = NULL;
    for (size_t i = 0; i < old->charge_count; i++) {
        const struct agreement_charge *charge = &old->charges[i];
        if (charge->kind != CHARGE_USAGE && comes_again(charge) &&
            (last == NULL || charge->due_us >= last->due_us))
            last = charge;
    }
    return last == NULL ? (struct charge_order){NULL, NULL} : last->order;
}

enum status agreement_renew(struct arena *arena, const struct agreement *old, struct agreement *out,
                            struct fault *fault)
{
    int64_t anchor_us = old->anchor_us != 0 ? old->anchor_us : old->start_us;
    int until = old->end_us == 0 ? -1 : months_after(anchor_us, old->end_us);
    int since = months_after(anchor_us, old->start_us);
    int term = until - since;
    if (until < 0 || since < 0 || term <= 0)
        return fault_set(fault, FAILED, "agreement %s does not end after whole months", old->id);
    *out = *old;
    out->anchor_us = anchor_us;
    out->renews_id = out->request_id = old->id;
    out->start_us = old->end_us;
    out->end_us = time_add_months(anchor_us, until + term);
    out->value = money_zero(old->value.currency);
    out->charges = arena_array(arena, old->charge_count, sizeof *out->charges);
    out->charge_count = 0;
    struct charge_order order = last_order(old);
    for (size_t i = 0; i < old->charge_count; i++) {
        const struct agreement_charge *charge = &old->charges[i];
        if (!comes_again(charge))
            continue;
        struct agreement_charge *again = &out->charges[out->charge_count++];
        *again = *charge;
        again->number = (int)out->charge_count;
        again->invoice_id = NULL;
        again->order = order;
        again->due_us = due_again(charge, anchor_us, term, old->end_us - old->start_us);
        if (!money_add(&out->value, charge->amount))
            return fault_set(fault, FAILED, "agreement %s is worth too much", old->id);
    }
    return OK;
}
