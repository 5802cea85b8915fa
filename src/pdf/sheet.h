#ifndef PDF_SHEET_H
#define PDF_SHEET_H
/*
 * A business paper as PDF: a title, facts, one table and what stands below it, on as many A4 pages
 * as it takes. Text is UTF-8 of any script that the machine has a font for; nothing of it is
 * markup. The same sheet gives the same bytes.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;

struct sheet_fact {
    const char *label;
    const char *value; /* may have several lines */
};

struct sheet_column {
    const char *title;
    double share; /* of the width; all shares together are 1 */
    bool right;   /* aligned: numbers */
};

struct sheet {
    const char *title;
    const char *author; /* of the document's properties */
    int64_t at_us;      /* of the document's properties */
    const struct sheet_fact *facts;
    size_t fact_count;
    const struct sheet_column *columns;
    size_t column_count;
    const char *const *cells; /* row after row */
    size_t row_count;
    const struct sheet_fact *sums; /* below the table, at its right */
    size_t sum_count;
    const char *note; /* below all, or NULL */
};

/* FAILED: the PDF can't be made; nothing of `out` may be used. */
enum status sheet_write(struct arena *arena, const struct sheet *sheet, struct bytes *out,
                        struct fault *fault);

#endif
