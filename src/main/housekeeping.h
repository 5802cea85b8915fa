#ifndef MAIN_HOUSEKEEPING_H
#define MAIN_HOUSEKEEPING_H
/* What the server does by itself, now and then, on a thread of its own. Of several nodes one does
 * each kind of work (store/lease.h). */
#include "app/ctx.h"

struct housekeeping;

/* `app` must outlive it. */
struct housekeeping *housekeeping_start(const struct app *app);
/* Waits for what is being done, then gives the leases back. NULL is a no-op. */
void housekeeping_stop(struct housekeeping *housekeeping);

#endif
