#ifndef DOMAIN_CLASSIFICATION_H
#define DOMAIN_CLASSIFICATION_H
/* Which UNSPSC code a line carries (CAT-6). */
#include "domain/charges.h"
#include "domain/connection.h"

/* Eight digits, in the arena. A table without a fitting row falls back to the uniform code. */
const char *classify_line(struct arena *arena, const struct connection *connection,
                          const struct product *product, enum line_type type);

#endif
