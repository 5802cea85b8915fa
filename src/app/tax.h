#ifndef APP_TAX_H
#define APP_TAX_H
/* The table of taxes by seller of record (BIL-3), which the operator keeps. */
#include "app/ctx.h"
#include "store/tax.h"

/* Every seller, by name; TAX_NONE where none is set. */
enum status tax_list(struct ctx *ctx, struct tax_rows *out);
/* NOT_FOUND: there is no such seller. */
enum status tax_find(struct ctx *ctx, const char *seller_id, struct tax_row *out);

/* As it was typed. */
struct tax_input {
    const char *kind; /* of tax_kind_name */
    const char *rate; /* per cent; not read where `kind` is none */
    const char *registration;
    const char *note;
};

/*
 * For invoices that are issued from now on; kind none: they say nothing of tax. NOT_FOUND.
 * BAD_INPUT: `*out_field` is which member of the input is wrong.
 */
enum status tax_set(struct ctx *ctx, const char *seller_id, const struct tax_input *input,
                    const char **out_field);

#endif
