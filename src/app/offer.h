#ifndef APP_OFFER_H
#define APP_OFFER_H
/* What a connection's requesters may see of a product. */
#include "domain/catalogue.h"
#include "domain/connection.h"

/* The offer of that id, or for "" and NULL the one that is proposed, where the connection may sell
 * it and it is public or private to the account that is bought for (CAT-2, CAT-8, CON-13). NULL
 * where there is none. */
const struct offer *offer_seen_by(const struct connection *connection, const char *account_id,
                                  const struct product *product, const char *offer_id);

#endif
