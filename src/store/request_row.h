#ifndef STORE_REQUEST_ROW_H
#define STORE_REQUEST_ROW_H
/* How a selection is kept in one column, used by request.c alone. */
#include "domain/charges.h"

struct arena;

/* "months=12 split=0 budget=5000000 currency=USD quantities=10,0" */
char *selection_text(struct arena *arena, const struct selection *selection);
/* What can't be read stays 0. */
void selection_parse(const char *text, struct selection *out);

#endif
