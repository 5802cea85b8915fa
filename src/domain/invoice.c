#include "domain/invoice.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

char *invoice_id(struct arena *arena, const char *organization_id, int64_t sequence)
{
    const char *dash = strchr(organization_id, '-');
    char *id = arena_printf(arena, "%s-%06lld", dash == NULL ? organization_id : dash + 1,
                            (long long)sequence);
    for (char *at = id; *at != '\0'; at++) {
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - ('a' - 'A'));
    }
    return id;
}

char *invoice_title(struct arena *arena, const struct invoice *invoice)
{
    return arena_printf(arena, "%s %s", invoice->credits_id != NULL ? "Credit memo" : "Invoice",
                        invoice->id);
}

struct money invoice_total(const struct invoice *invoice)
{
    struct money total = invoice->amount;
    money_add(&total, invoice->tax_amount);
    return total;
}

bool invoice_joins(const struct due_charge *a, const struct due_charge *b)
{
    return text_equal(a->account_id, b->account_id) && text_equal(a->seller, b->seller) &&
           money_same_currency(a->amount, b->amount) &&
           text_equal(text_or_empty(a->order_id), text_or_empty(b->order_id)) &&
           text_equal(text_or_empty(a->credits_id), text_or_empty(b->credits_id));
}

enum status invoice_make(struct arena *arena, const struct due_charge *charges, size_t count,
                         bool show_order, struct invoice *out, struct fault *fault)
{
    *out = (struct invoice){
        .account_id = charges[0].account_id,
        .seller = charges[0].seller,
        .credits_id = charges[0].credits_id,
        .purchase_order = show_order ? charges[0].order_id : NULL,
        .amount = money_zero(charges[0].amount.currency),
        .tax_amount = money_zero(charges[0].amount.currency),
        .lines = arena_array(arena, count, sizeof *out->lines),
        .line_count = count,
    };
    for (size_t i = 0; i < count; i++) {
        const struct due_charge *charge = &charges[i];
        if (!money_add(&out->amount, charge->amount))
            return fault_set(fault, FAILED, "the charges of agreement %s are too large to add up",
                             charge->agreement_id);
        out->lines[i] = (struct invoice_line){
            .number = (int)i + 1,
            .agreement_id = charge->agreement_id,
            .charge_number = charge->number,
            .description = arena_printf(arena, "%s: %s", charge->title, charge->description),
            .amount = charge->amount,
        };
        if (out->purchase_order != NULL)
            out->lines[i].purchase_order_line =
                text_empty(charge->order_line) ? "1" : charge->order_line;
    }
    return OK;
}
