#ifndef APP_ANNUAL_H
#define APP_ANNUAL_H
/* Server annual agreements (ORD-6): what of such an offer can be asked for, and what of its usage
 * the contract covers. The rules are domain/annual.h's. */
#include "app/session.h"
#include "domain/annual.h"
#include "domain/usage.h"
#include "store/agreement.h"

/* What of an offer a session may ask for. */
struct approval {
    bool chosen;           /* the requester chooses between one line and two (CAT-5) */
    enum line_split split; /* else it is this */
};

/* Any offer: LINES_SINGLE where there is nothing to choose. */
enum status annual_approval(struct ctx *ctx, const struct session *session,
                            const struct product *product, const struct offer *offer,
                            struct approval *out);

/* Whether the account has the pay-as-you-go agreement of the offer. A test makes none: with `test`
 * an order through the connection for it that was a test counts too. */
enum status annual_has_usage(struct db_tx *tx, struct ctx *ctx, const struct offered *offered,
                             const char *connection_id, bool test, bool *out);

/* All contracts that may cover usage of the agreement, with their parts; none where its offer is
 * not a server annual one. */
enum status annual_contracts(struct db_tx *tx, struct ctx *ctx, const struct agreement *agreement,
                             struct agreement_list *out);

/* Sets how much of the record they cover: what earlier records of its month have left. */
enum status annual_cover(struct db_tx *tx, struct ctx *ctx, const struct agreement *agreement,
                         const struct agreement_list *contracts, struct usage_record *record);

#endif
