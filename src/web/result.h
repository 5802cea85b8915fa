#ifndef WEB_RESULT_H
#define WEB_RESULT_H
/* Products as they stand in lists. */
#include "web/visit.h"

/* Products of which the session may see no offer are left out. */
void results_of(const struct visit *visit, const struct product *const *products, size_t count,
                struct result_list *out);

#endif
