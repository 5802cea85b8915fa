#include "domain/tax.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { PPM_A_PERCENT = 10000 };

static const struct {
    const char *name, *label;
} kinds[] = {
    [TAX_NONE] = {"none", "No tax"}, [TAX_VAT] = {"vat", "VAT"},
    [TAX_GST] = {"gst", "GST"},      [TAX_SALES] = {"sales", "Sales tax"},
    [TAX_OTHER] = {"other", "Tax"},
};

const char *tax_kind_name(enum tax_kind kind)
{
    return kinds[kind].name;
}

const char *tax_kind_label(enum tax_kind kind)
{
    return kinds[kind].label;
}

bool tax_kind_parse(const char *name, enum tax_kind *out)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (text_equal(name, kinds[i].name)) {
            *out = (enum tax_kind)i;
            return true;
        }
    }
    return false;
}

bool tax_rate_parse(const char *text, int64_t *out_ppm)
{
    int64_t micros;
    char number[32];
    size_t length = strcspn(text, "%");
    if (length >= sizeof number || (text[length] == '%' && text[length + 1] != '\0'))
        return false;
    memcpy(number, text, length);
    number[length] = '\0';
    if (!quantity_parse(number, &micros) || micros < 0 || micros > 100 * QUANTITY_ONE ||
        micros % (QUANTITY_ONE / PPM_A_PERCENT) != 0)
        return false;
    *out_ppm = micros / (QUANTITY_ONE / PPM_A_PERCENT);
    return true;
}

char *tax_rate_text(struct arena *arena, int64_t rate_ppm)
{
    return quantity_text(arena, rate_ppm * (QUANTITY_ONE / PPM_A_PERCENT));
}

char *tax_title(struct arena *arena, const struct tax *tax)
{
    return arena_printf(arena, "%s %s %%", tax_kind_label(tax->kind),
                        tax_rate_text(arena, tax->rate_ppm));
}

struct money tax_of(const struct tax *tax, struct money amount)
{
    return tax->kind == TAX_NONE ? money_zero(amount.currency) : money_share(amount, tax->rate_ppm);
}

bool tax_of_credit(const struct tax *tax, struct money amount, struct money before,
                   struct money tax_before, struct money *out)
{
    struct money all = before;
    if (!money_add(&all, money_negative(amount)))
        return false;
    *out = tax_before;
    return money_add(out, money_negative(tax_of(tax, all)));
}
