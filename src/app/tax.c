#include "app/tax.h"

#include "app/access.h"
#include "app/audit.h"
#include "base/arena.h"
#include "base/text.h"

struct setting {
    struct ctx *ctx;
    const char *seller_id;
    struct tax tax;
    struct tax_rows rows;
    struct tax_row *row;
};

static enum status read_all(struct db_tx *tx, void *state)
{
    struct setting *s = state;
    return tax_store_list(tx, s->ctx->arena, &s->rows);
}

static enum status find(struct db_tx *tx, void *state)
{
    struct setting *s = state;
    enum status st = read_all(tx, s);
    s->row = NULL;
    for (size_t i = 0; st == OK && i < s->rows.count; i++) {
        if (text_equal(s->rows.items[i].seller_id, s->seller_id))
            s->row = &s->rows.items[i];
    }
    return st == OK && s->row == NULL
               ? fault_set(db_fault(tx), NOT_FOUND, "There is no seller '%.100s'.", s->seller_id)
               : st;
}

enum status tax_list(struct ctx *ctx, struct tax_rows *out)
{
    struct setting s = {.ctx = ctx};
    enum status st = access_operator(ctx, "operator:ListTaxes", "*");
    if (st == OK)
        st = db_read(ctx->app->db, read_all, &s, &ctx->fault);
    *out = s.rows;
    return st;
}

enum status tax_find(struct ctx *ctx, const char *seller_id, struct tax_row *out)
{
    struct setting s = {.ctx = ctx, .seller_id = seller_id};
    enum status st = access_operator(ctx, "operator:ListTaxes", "*");
    if (st == OK)
        st = db_read(ctx->app->db, find, &s, &ctx->fault);
    if (st == OK)
        *out = *s.row;
    return st;
}

static enum status set(struct db_tx *tx, void *state)
{
    struct setting *s = state;
    struct arena *arena = s->ctx->arena;
    enum status st = find(tx, s);
    if (st != OK)
        return st;
    s->row->tax = s->tax;
    s->row->changed_us = ctx_now_us(s->ctx);
    st = tax_store_put(tx, s->row);
    bool none = s->tax.kind == TAX_NONE;
    return st == OK
               ? audit_add(tx, s->ctx,
                           &(struct audit_entry){
                               .organization_id = "",
                               .account_id = "",
                               .action = "operator:SetTax",
                               .resource = s->seller_id,
                               .detail = audit_detail(
                                   arena, "tax", none ? "none" : tax_title(arena, &s->tax),
                                   "registration", none ? NULL : s->tax.registration, (char *)NULL),
                           })
               : st;
}

static enum status check(struct ctx *ctx, const struct tax_input *input, struct tax *out,
                         const char **out_field)
{
    struct fault *fault = &ctx->fault;
    *out = (struct tax){.registration = text_trim(ctx->arena, text_or_empty(input->registration)),
                        .note = text_trim(ctx->arena, text_or_empty(input->note))};
    *out_field = "kind";
    if (!tax_kind_parse(input->kind, &out->kind))
        return fault_set(fault, BAD_INPUT,
                         "A tax is of the kind vat, gst, sales or other, or there is none.");
    *out_field = "rate";
    if (out->kind != TAX_NONE && !tax_rate_parse(text_or_empty(input->rate), &out->rate_ppm))
        return fault_set(
            fault, BAD_INPUT,
            "A rate is a percentage from 0 to 100, such as 19 or 8.1, with up to four decimals.");
    const char *const texts[] = {out->registration, out->note};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *out_field = i == 0 ? "registration" : "note";
        int count = text_line_length(texts[i]);
        if (count < 0 || count > TAX_TEXT_MAX)
            return fault_set(fault, BAD_INPUT, "It is one line of text, up to %d characters.",
                             TAX_TEXT_MAX);
    }
    return OK;
}

enum status tax_set(struct ctx *ctx, const char *seller_id, const struct tax_input *input,
                    const char **out_field)
{
    struct setting s = {.ctx = ctx, .seller_id = seller_id};
    enum status st = access_operator(ctx, "operator:SetTax", seller_id);
    if (st == OK)
        st = check(ctx, input, &s.tax, out_field);
    return st == OK ? db_write_for(ctx->app->db, "", set, &s, &ctx->fault) : st;
}
