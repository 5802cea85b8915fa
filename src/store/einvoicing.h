#ifndef STORE_EINVOICING_H
#define STORE_EINVOICING_H
/* Where invoices go as documents, a row for a connection that has begun with it. */
#include "domain/einvoicing.h"
#include "store/store.h"

/* One that has not begun is OFF, without addresses. */
enum status einvoicing_store_find(struct db_tx *tx, struct arena *arena,
                                  const char *organization_id, const char *connection_id,
                                  struct einvoicing *out);
/* Of the connection that the agreement's purchase order came through, or without one its own;
 * `connection_id` NULL where that has not begun. */
enum status einvoicing_store_of_agreement(struct db_tx *tx, struct arena *arena,
                                          const char *organization_id, const char *agreement_id,
                                          struct einvoicing *out);
enum status einvoicing_store_put(struct db_tx *tx, const struct einvoicing *einvoicing);
/* The newest invoice with a purchase order that came through the connection, "" where there is
 * none. */
enum status einvoicing_store_sample(struct db_tx *tx, struct arena *arena,
                                    const char *organization_id, const char *connection_id,
                                    const char **out);

#endif
